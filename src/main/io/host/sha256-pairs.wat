;; Hashes of pairs of 32-byte digests by SHA-256 (FIPS 180-4 §6.2), four pairs at a time in vectors of four 32-bit words:
;; the inner nodes of a Merkle tree, level upon level. See sha256-pairs.ts for what calls it, and `npm run wasm` for how
;; this becomes sha256-pairs-wasm.ts. Knows no bounds: sha256-pairs.ts keeps counts inside the input.
;;
;; Word i of four messages is one vector; what is said of a word below is said of all four.
;;
;; Memory, in bytes:
;;       0  round constants (FIPS 180-4 §4.2.2), 64 words
;;     256  first value of a hash (§5.3.3), 8 words
;;     512  message schedule: 64 vectors
;;    1536  the second block of a message: 16 vectors
;;    1792  working hash: 8 vectors
;;    2048  input: 2,048 digests, replaced by their hashes
(module
  (memory (export "memory") 2)
  (data (i32.const 0)
    "\98\2f\8a\42\91\44\37\71\cf\fb\c0\b5\a5\db\b5\e9\5b\c2\56\39\f1\11\f1\59\a4\82\3f\92\d5\5e\1c\ab"
    "\98\aa\07\d8\01\5b\83\12\be\85\31\24\c3\7d\0c\55\74\5d\be\72\fe\b1\de\80\a7\06\dc\9b\74\f1\9b\c1"
    "\c1\69\9b\e4\86\47\be\ef\c6\9d\c1\0f\cc\a1\0c\24\6f\2c\e9\2d\aa\84\74\4a\dc\a9\b0\5c\da\88\f9\76"
    "\52\51\3e\98\6d\c6\31\a8\c8\27\03\b0\c7\7f\59\bf\f3\0b\e0\c6\47\91\a7\d5\51\63\ca\06\67\29\29\14"
    "\85\0a\b7\27\38\21\1b\2e\fc\6d\2c\4d\13\0d\38\53\54\73\0a\65\bb\0a\6a\76\2e\c9\c2\81\85\2c\72\92"
    "\a1\e8\bf\a2\4b\66\1a\a8\70\8b\4b\c2\a3\51\6c\c7\19\e8\92\d1\24\06\99\d6\85\35\0e\f4\70\a0\6a\10"
    "\16\c1\a4\19\08\6c\37\1e\4c\77\48\27\b5\bc\b0\34\b3\0c\1c\39\4a\aa\d8\4e\4f\ca\9c\5b\f3\6f\2e\68"
    "\ee\82\8f\74\6f\63\a5\78\14\78\c8\84\08\02\c7\8c\fa\ff\be\90\eb\6c\50\a4\f7\a3\f9\be\f2\78\71\c6")
  (data (i32.const 256)
    "\67\e6\09\6a\85\ae\67\bb\72\f3\6e\3c\3a\f5\4f\a5\7f\52\0e\51\8c\68\05\9b\ab\d9\83\1f\19\cd\e0\5b")

  ;; Folds $count digests of the input $levels times: each level replaces two neighbours by the hash of both. Requires
  ;; $levels > 0 and $count to be a multiple of 2^$levels. $prefix: the byte before the two, or -1 for none. $rounds: how
  ;; often the function is applied, 1 or 2. $sorted: the lesser of two comes first.
  (func (export "fold") (param $count i32) (param $levels i32) (param $prefix i32) (param $rounds i32) (param $sorted i32)
    (loop $level
      (local.set $count (i32.shr_u (local.get $count) (i32.const 1)))
      (if (local.get $sorted) (then (call $sort (local.get $count))))
      (call $pairs (local.get $count) (local.get $prefix) (local.get $rounds))
      (br_if $level (local.tee $levels (i32.sub (local.get $levels) (i32.const 1))))))

  ;; Exchanges the halves of each of $count pairs where the first is the greater, as unsigned bytes.
  (func $sort (param $count i32)
    (local $at i32) (local $lane i32) (local $left i64) (local $right i64) (local $shift i64)
    (local $first v128) (local $second v128)
    (local.set $at (i32.const 2048))
    (loop $next
      (local.set $lane (local.get $at))
      (block $compared
        (loop $lanes
          (local.set $left (i64.load (local.get $lane)))
          (local.set $right (i64.load offset=32 (local.get $lane)))
          (br_if $compared (i64.ne (local.get $left) (local.get $right)))
          (local.set $lane (i32.add (local.get $lane) (i32.const 8)))
          (br_if $lanes (i32.lt_u (local.get $lane) (i32.add (local.get $at) (i32.const 32))))))
      ;; The lowest byte that differs stands first in memory; equal halves have none, and shift by 64, which is by 0.
      (local.set $shift (i64.and (i64.const 56) (i64.ctz (i64.xor (local.get $left) (local.get $right)))))
      (if (i64.gt_u
            (i64.and (i64.const 255) (i64.shr_u (local.get $left) (local.get $shift)))
            (i64.and (i64.const 255) (i64.shr_u (local.get $right) (local.get $shift))))
        (then
          (local.set $first (v128.load (local.get $at)))
          (local.set $second (v128.load offset=16 (local.get $at)))
          (v128.store (local.get $at) (v128.load offset=32 (local.get $at)))
          (v128.store offset=16 (local.get $at) (v128.load offset=48 (local.get $at)))
          (v128.store offset=32 (local.get $at) (local.get $first))
          (v128.store offset=48 (local.get $at) (local.get $second))))
      (local.set $at (i32.add (local.get $at) (i32.const 64)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))

  ;; Hashes $count pairs of the input where they lie: digest i comes where pair i / 2 was, which is read by then. Behind a
  ;; number that is no multiple of four the rest of the vectors hash what lies there, and what they write was read before.
  (func $pairs (param $count i32) (param $prefix i32) (param $rounds i32)
    (local $from i32) (local $to i32)
    (local.set $from (i32.const 2048))
    (local.set $to (i32.const 2048))
    (loop $next
      (call $load (local.get $from) (local.get $prefix))
      (call $begin)
      (call $compress)
      (call $second)
      (call $compress)
      (if (i32.eq (local.get $rounds) (i32.const 2))
        (then
          (call $digestAsBlock)
          (call $begin)
          (call $compress)))
      (call $store (local.get $to))
      (local.set $from (i32.add (local.get $from) (i32.const 256)))
      (local.set $to (i32.add (local.get $to) (i32.const 128)))
      (br_if $next (i32.gt_s (local.tee $count (i32.sub (local.get $count) (i32.const 4))) (i32.const 0)))))

  ;; Words of four pairs of 64 bytes from $from on, the bytes of each word turned round, into the schedule and the second
  ;; block. A prefix moves everything one byte on: word i is the last byte of word i - 1 and three of its own.
  (func $load (param $from i32) (param $prefix i32)
    (local $word i32) (local $own v128) (local $before v128)
    ;; The second block is padding: a one bit, zeros, the length in bits. With a prefix one byte of the pair comes first.
    (memory.fill (i32.const 1536) (i32.const 0) (i32.const 256))
    (v128.store (i32.const 1536) (v128.const i32x4 0x80000000 0x80000000 0x80000000 0x80000000))
    (v128.store (i32.const 1776) (v128.const i32x4 512 512 512 512))
    (local.set $before (i32x4.splat (local.get $prefix)))
    (loop $words
      (local.set $own (v128.load32_zero (i32.add (local.get $from) (local.get $word))))
      (local.set $own (v128.load32_lane offset=64 1 (i32.add (local.get $from) (local.get $word)) (local.get $own)))
      (local.set $own (v128.load32_lane offset=128 2 (i32.add (local.get $from) (local.get $word)) (local.get $own)))
      (local.set $own (v128.load32_lane offset=192 3 (i32.add (local.get $from) (local.get $word)) (local.get $own)))
      (local.set $own (i8x16.shuffle 3 2 1 0 7 6 5 4 11 10 9 8 15 14 13 12 (local.get $own) (local.get $own)))
      (v128.store offset=512 (i32.shl (local.get $word) (i32.const 2))
        (if (result v128) (i32.lt_s (local.get $prefix) (i32.const 0))
          (then (local.get $own))
          (else (v128.or (i32x4.shl (local.get $before) (i32.const 24)) (i32x4.shr_u (local.get $own) (i32.const 8))))))
      (local.set $before (local.get $own))
      (br_if $words (i32.lt_u (local.tee $word (i32.add (local.get $word) (i32.const 4))) (i32.const 64))))
    (if (i32.ge_s (local.get $prefix) (i32.const 0))
      (then
        (v128.store (i32.const 1536) (v128.or (i32x4.shl (local.get $before) (i32.const 24))
          (v128.const i32x4 0x800000 0x800000 0x800000 0x800000)))
        (v128.store (i32.const 1776) (v128.const i32x4 520 520 520 520)))))

  ;; The second block becomes the first sixteen words of the schedule.
  (func $second
    (memory.copy (i32.const 512) (i32.const 1536) (i32.const 256)))

  ;; The working hash becomes a message of its own: 32 bytes, and their padding.
  (func $digestAsBlock
    (memory.copy (i32.const 512) (i32.const 1792) (i32.const 128))
    (memory.fill (i32.const 640) (i32.const 0) (i32.const 128))
    (v128.store (i32.const 640) (v128.const i32x4 0x80000000 0x80000000 0x80000000 0x80000000))
    (v128.store (i32.const 752) (v128.const i32x4 256 256 256 256)))

  ;; The working hash becomes the first value.
  (func $begin
    (local $word i32)
    (loop $words
      (v128.store offset=1792 (i32.shl (local.get $word) (i32.const 2)) (v128.load32_splat offset=256 (local.get $word)))
      (br_if $words (i32.lt_u (local.tee $word (i32.add (local.get $word) (i32.const 4))) (i32.const 32)))))

  ;; Four digests end to end at $to, the bytes of each word turned round again.
  (func $store (param $to i32)
    (local $word i32) (local $own v128)
    (loop $words
      (local.set $own (v128.load offset=1792 (i32.shl (local.get $word) (i32.const 2))))
      (local.set $own (i8x16.shuffle 3 2 1 0 7 6 5 4 11 10 9 8 15 14 13 12 (local.get $own) (local.get $own)))
      (v128.store32_lane 0 (i32.add (local.get $to) (local.get $word)) (local.get $own))
      (v128.store32_lane offset=32 1 (i32.add (local.get $to) (local.get $word)) (local.get $own))
      (v128.store32_lane offset=64 2 (i32.add (local.get $to) (local.get $word)) (local.get $own))
      (v128.store32_lane offset=96 3 (i32.add (local.get $to) (local.get $word)) (local.get $own))
      (br_if $words (i32.lt_u (local.tee $word (i32.add (local.get $word) (i32.const 4))) (i32.const 32)))))

  ;; FIPS 180-4 §6.2.2 over the sixteen words that stand in the schedule.
  (func $compress
    (local $at i32) (local $round i32) (local $x v128) (local $y v128)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128) (local $e v128) (local $f v128) (local $g v128) (local $h v128)
    ;; Step 1: the words 16 to 63.
    (local.set $at (i32.const 0))
    (loop $schedule
      (local.set $x (v128.load offset=736 (local.get $at)))
      (local.set $y (v128.load offset=528 (local.get $at)))
      (v128.store offset=768 (local.get $at)
        (i32x4.add
          (i32x4.add (v128.load offset=512 (local.get $at)) (v128.load offset=656 (local.get $at)))
          (i32x4.add
            (v128.xor (v128.xor
              (v128.or (i32x4.shr_u (local.get $x) (i32.const 17)) (i32x4.shl (local.get $x) (i32.const 15)))
              (v128.or (i32x4.shr_u (local.get $x) (i32.const 19)) (i32x4.shl (local.get $x) (i32.const 13))))
              (i32x4.shr_u (local.get $x) (i32.const 10)))
            (v128.xor (v128.xor
              (v128.or (i32x4.shr_u (local.get $y) (i32.const 7)) (i32x4.shl (local.get $y) (i32.const 25)))
              (v128.or (i32x4.shr_u (local.get $y) (i32.const 18)) (i32x4.shl (local.get $y) (i32.const 14))))
              (i32x4.shr_u (local.get $y) (i32.const 3))))))
      (br_if $schedule (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.const 768))))
    ;; Step 2.
    (local.set $a (v128.load offset=1792 (i32.const 0)))
    (local.set $b (v128.load offset=1808 (i32.const 0)))
    (local.set $c (v128.load offset=1824 (i32.const 0)))
    (local.set $d (v128.load offset=1840 (i32.const 0)))
    (local.set $e (v128.load offset=1856 (i32.const 0)))
    (local.set $f (v128.load offset=1872 (i32.const 0)))
    (local.set $g (v128.load offset=1888 (i32.const 0)))
    (local.set $h (v128.load offset=1904 (i32.const 0)))
    ;; Step 3, eight rounds in a turn: the letters trade places instead of their values. $x is T1.
    (loop $rounds
      (local.set $x (i32x4.add (i32x4.add (local.get $h) (v128.load offset=512 (i32.shl (local.get $round) (i32.const 2))))
        (i32x4.add (v128.load32_splat offset=0 (local.get $round))
          (i32x4.add (v128.bitselect (local.get $f) (local.get $g) (local.get $e))
            (v128.xor (v128.or (i32x4.shr_u (local.get $e) (i32.const 6)) (i32x4.shl (local.get $e) (i32.const 26)))
              (v128.xor (v128.or (i32x4.shr_u (local.get $e) (i32.const 11)) (i32x4.shl (local.get $e) (i32.const 21)))
                (v128.or (i32x4.shr_u (local.get $e) (i32.const 25)) (i32x4.shl (local.get $e) (i32.const 7)))))))))
      (local.set $d (i32x4.add (local.get $d) (local.get $x)))
      (local.set $h (i32x4.add (local.get $x)
        (i32x4.add
          (v128.xor (v128.and (local.get $a) (v128.xor (local.get $b) (local.get $c))) (v128.and (local.get $b) (local.get $c)))
          (v128.xor (v128.or (i32x4.shr_u (local.get $a) (i32.const 2)) (i32x4.shl (local.get $a) (i32.const 30)))
            (v128.xor (v128.or (i32x4.shr_u (local.get $a) (i32.const 13)) (i32x4.shl (local.get $a) (i32.const 19)))
              (v128.or (i32x4.shr_u (local.get $a) (i32.const 22)) (i32x4.shl (local.get $a) (i32.const 10))))))))
      (local.set $x (i32x4.add (i32x4.add (local.get $g) (v128.load offset=528 (i32.shl (local.get $round) (i32.const 2))))
        (i32x4.add (v128.load32_splat offset=4 (local.get $round))
          (i32x4.add (v128.bitselect (local.get $e) (local.get $f) (local.get $d))
            (v128.xor (v128.or (i32x4.shr_u (local.get $d) (i32.const 6)) (i32x4.shl (local.get $d) (i32.const 26)))
              (v128.xor (v128.or (i32x4.shr_u (local.get $d) (i32.const 11)) (i32x4.shl (local.get $d) (i32.const 21)))
                (v128.or (i32x4.shr_u (local.get $d) (i32.const 25)) (i32x4.shl (local.get $d) (i32.const 7)))))))))
      (local.set $c (i32x4.add (local.get $c) (local.get $x)))
      (local.set $g (i32x4.add (local.get $x)
        (i32x4.add
          (v128.xor (v128.and (local.get $h) (v128.xor (local.get $a) (local.get $b))) (v128.and (local.get $a) (local.get $b)))
          (v128.xor (v128.or (i32x4.shr_u (local.get $h) (i32.const 2)) (i32x4.shl (local.get $h) (i32.const 30)))
            (v128.xor (v128.or (i32x4.shr_u (local.get $h) (i32.const 13)) (i32x4.shl (local.get $h) (i32.const 19)))
              (v128.or (i32x4.shr_u (local.get $h) (i32.const 22)) (i32x4.shl (local.get $h) (i32.const 10))))))))
      (local.set $x (i32x4.add (i32x4.add (local.get $f) (v128.load offset=544 (i32.shl (local.get $round) (i32.const 2))))
        (i32x4.add (v128.load32_splat offset=8 (local.get $round))
          (i32x4.add (v128.bitselect (local.get $d) (local.get $e) (local.get $c))
            (v128.xor (v128.or (i32x4.shr_u (local.get $c) (i32.const 6)) (i32x4.shl (local.get $c) (i32.const 26)))
              (v128.xor (v128.or (i32x4.shr_u (local.get $c) (i32.const 11)) (i32x4.shl (local.get $c) (i32.const 21)))
                (v128.or (i32x4.shr_u (local.get $c) (i32.const 25)) (i32x4.shl (local.get $c) (i32.const 7)))))))))
      (local.set $b (i32x4.add (local.get $b) (local.get $x)))
      (local.set $f (i32x4.add (local.get $x)
        (i32x4.add
          (v128.xor (v128.and (local.get $g) (v128.xor (local.get $h) (local.get $a))) (v128.and (local.get $h) (local.get $a)))
          (v128.xor (v128.or (i32x4.shr_u (local.get $g) (i32.const 2)) (i32x4.shl (local.get $g) (i32.const 30)))
            (v128.xor (v128.or (i32x4.shr_u (local.get $g) (i32.const 13)) (i32x4.shl (local.get $g) (i32.const 19)))
              (v128.or (i32x4.shr_u (local.get $g) (i32.const 22)) (i32x4.shl (local.get $g) (i32.const 10))))))))
      (local.set $x (i32x4.add (i32x4.add (local.get $e) (v128.load offset=560 (i32.shl (local.get $round) (i32.const 2))))
        (i32x4.add (v128.load32_splat offset=12 (local.get $round))
          (i32x4.add (v128.bitselect (local.get $c) (local.get $d) (local.get $b))
            (v128.xor (v128.or (i32x4.shr_u (local.get $b) (i32.const 6)) (i32x4.shl (local.get $b) (i32.const 26)))
              (v128.xor (v128.or (i32x4.shr_u (local.get $b) (i32.const 11)) (i32x4.shl (local.get $b) (i32.const 21)))
                (v128.or (i32x4.shr_u (local.get $b) (i32.const 25)) (i32x4.shl (local.get $b) (i32.const 7)))))))))
      (local.set $a (i32x4.add (local.get $a) (local.get $x)))
      (local.set $e (i32x4.add (local.get $x)
        (i32x4.add
          (v128.xor (v128.and (local.get $f) (v128.xor (local.get $g) (local.get $h))) (v128.and (local.get $g) (local.get $h)))
          (v128.xor (v128.or (i32x4.shr_u (local.get $f) (i32.const 2)) (i32x4.shl (local.get $f) (i32.const 30)))
            (v128.xor (v128.or (i32x4.shr_u (local.get $f) (i32.const 13)) (i32x4.shl (local.get $f) (i32.const 19)))
              (v128.or (i32x4.shr_u (local.get $f) (i32.const 22)) (i32x4.shl (local.get $f) (i32.const 10))))))))
      (local.set $x (i32x4.add (i32x4.add (local.get $d) (v128.load offset=576 (i32.shl (local.get $round) (i32.const 2))))
        (i32x4.add (v128.load32_splat offset=16 (local.get $round))
          (i32x4.add (v128.bitselect (local.get $b) (local.get $c) (local.get $a))
            (v128.xor (v128.or (i32x4.shr_u (local.get $a) (i32.const 6)) (i32x4.shl (local.get $a) (i32.const 26)))
              (v128.xor (v128.or (i32x4.shr_u (local.get $a) (i32.const 11)) (i32x4.shl (local.get $a) (i32.const 21)))
                (v128.or (i32x4.shr_u (local.get $a) (i32.const 25)) (i32x4.shl (local.get $a) (i32.const 7)))))))))
      (local.set $h (i32x4.add (local.get $h) (local.get $x)))
      (local.set $d (i32x4.add (local.get $x)
        (i32x4.add
          (v128.xor (v128.and (local.get $e) (v128.xor (local.get $f) (local.get $g))) (v128.and (local.get $f) (local.get $g)))
          (v128.xor (v128.or (i32x4.shr_u (local.get $e) (i32.const 2)) (i32x4.shl (local.get $e) (i32.const 30)))
            (v128.xor (v128.or (i32x4.shr_u (local.get $e) (i32.const 13)) (i32x4.shl (local.get $e) (i32.const 19)))
              (v128.or (i32x4.shr_u (local.get $e) (i32.const 22)) (i32x4.shl (local.get $e) (i32.const 10))))))))
      (local.set $x (i32x4.add (i32x4.add (local.get $c) (v128.load offset=592 (i32.shl (local.get $round) (i32.const 2))))
        (i32x4.add (v128.load32_splat offset=20 (local.get $round))
          (i32x4.add (v128.bitselect (local.get $a) (local.get $b) (local.get $h))
            (v128.xor (v128.or (i32x4.shr_u (local.get $h) (i32.const 6)) (i32x4.shl (local.get $h) (i32.const 26)))
              (v128.xor (v128.or (i32x4.shr_u (local.get $h) (i32.const 11)) (i32x4.shl (local.get $h) (i32.const 21)))
                (v128.or (i32x4.shr_u (local.get $h) (i32.const 25)) (i32x4.shl (local.get $h) (i32.const 7)))))))))
      (local.set $g (i32x4.add (local.get $g) (local.get $x)))
      (local.set $c (i32x4.add (local.get $x)
        (i32x4.add
          (v128.xor (v128.and (local.get $d) (v128.xor (local.get $e) (local.get $f))) (v128.and (local.get $e) (local.get $f)))
          (v128.xor (v128.or (i32x4.shr_u (local.get $d) (i32.const 2)) (i32x4.shl (local.get $d) (i32.const 30)))
            (v128.xor (v128.or (i32x4.shr_u (local.get $d) (i32.const 13)) (i32x4.shl (local.get $d) (i32.const 19)))
              (v128.or (i32x4.shr_u (local.get $d) (i32.const 22)) (i32x4.shl (local.get $d) (i32.const 10))))))))
      (local.set $x (i32x4.add (i32x4.add (local.get $b) (v128.load offset=608 (i32.shl (local.get $round) (i32.const 2))))
        (i32x4.add (v128.load32_splat offset=24 (local.get $round))
          (i32x4.add (v128.bitselect (local.get $h) (local.get $a) (local.get $g))
            (v128.xor (v128.or (i32x4.shr_u (local.get $g) (i32.const 6)) (i32x4.shl (local.get $g) (i32.const 26)))
              (v128.xor (v128.or (i32x4.shr_u (local.get $g) (i32.const 11)) (i32x4.shl (local.get $g) (i32.const 21)))
                (v128.or (i32x4.shr_u (local.get $g) (i32.const 25)) (i32x4.shl (local.get $g) (i32.const 7)))))))))
      (local.set $f (i32x4.add (local.get $f) (local.get $x)))
      (local.set $b (i32x4.add (local.get $x)
        (i32x4.add
          (v128.xor (v128.and (local.get $c) (v128.xor (local.get $d) (local.get $e))) (v128.and (local.get $d) (local.get $e)))
          (v128.xor (v128.or (i32x4.shr_u (local.get $c) (i32.const 2)) (i32x4.shl (local.get $c) (i32.const 30)))
            (v128.xor (v128.or (i32x4.shr_u (local.get $c) (i32.const 13)) (i32x4.shl (local.get $c) (i32.const 19)))
              (v128.or (i32x4.shr_u (local.get $c) (i32.const 22)) (i32x4.shl (local.get $c) (i32.const 10))))))))
      (local.set $x (i32x4.add (i32x4.add (local.get $a) (v128.load offset=624 (i32.shl (local.get $round) (i32.const 2))))
        (i32x4.add (v128.load32_splat offset=28 (local.get $round))
          (i32x4.add (v128.bitselect (local.get $g) (local.get $h) (local.get $f))
            (v128.xor (v128.or (i32x4.shr_u (local.get $f) (i32.const 6)) (i32x4.shl (local.get $f) (i32.const 26)))
              (v128.xor (v128.or (i32x4.shr_u (local.get $f) (i32.const 11)) (i32x4.shl (local.get $f) (i32.const 21)))
                (v128.or (i32x4.shr_u (local.get $f) (i32.const 25)) (i32x4.shl (local.get $f) (i32.const 7)))))))))
      (local.set $e (i32x4.add (local.get $e) (local.get $x)))
      (local.set $a (i32x4.add (local.get $x)
        (i32x4.add
          (v128.xor (v128.and (local.get $b) (v128.xor (local.get $c) (local.get $d))) (v128.and (local.get $c) (local.get $d)))
          (v128.xor (v128.or (i32x4.shr_u (local.get $b) (i32.const 2)) (i32x4.shl (local.get $b) (i32.const 30)))
            (v128.xor (v128.or (i32x4.shr_u (local.get $b) (i32.const 13)) (i32x4.shl (local.get $b) (i32.const 19)))
              (v128.or (i32x4.shr_u (local.get $b) (i32.const 22)) (i32x4.shl (local.get $b) (i32.const 10))))))))
      (br_if $rounds (i32.lt_u (local.tee $round (i32.add (local.get $round) (i32.const 32))) (i32.const 256))))
    ;; Step 4.
    (v128.store offset=1792 (i32.const 0) (i32x4.add (v128.load offset=1792 (i32.const 0)) (local.get $a)))
    (v128.store offset=1808 (i32.const 0) (i32x4.add (v128.load offset=1808 (i32.const 0)) (local.get $b)))
    (v128.store offset=1824 (i32.const 0) (i32x4.add (v128.load offset=1824 (i32.const 0)) (local.get $c)))
    (v128.store offset=1840 (i32.const 0) (i32x4.add (v128.load offset=1840 (i32.const 0)) (local.get $d)))
    (v128.store offset=1856 (i32.const 0) (i32x4.add (v128.load offset=1856 (i32.const 0)) (local.get $e)))
    (v128.store offset=1872 (i32.const 0) (i32x4.add (v128.load offset=1872 (i32.const 0)) (local.get $f)))
    (v128.store offset=1888 (i32.const 0) (i32x4.add (v128.load offset=1888 (i32.const 0)) (local.get $g)))
    (v128.store offset=1904 (i32.const 0) (i32x4.add (v128.load offset=1904 (i32.const 0)) (local.get $h)))))
