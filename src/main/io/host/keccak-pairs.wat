;; Hashes of pairs of 32-byte digests by Keccak-f[1600] (FIPS 202 §3), two pairs at a time in vectors of two 64-bit
;; words: the inner nodes of a Merkle tree, level upon level. See keccak.ts for what calls it, and `npm run wasm` for how
;; this becomes keccak-pairs-wasm.ts. Knows no bounds: keccak.ts keeps counts inside the input.
;;
;; Lane (x, y) of a state is number x + 5y; those of two states are in the halves of $a0 to $a24.
;;
;; Memory, in bytes:
;;     256  24 round constants of 8 bytes (FIPS 202 §3.2.5)
;;    1024  input: 2,048 digests, replaced by their hashes
(module
  (memory (export "memory") 2)
  (data (i32.const 256)
    "\01\00\00\00\00\00\00\00\82\80\00\00\00\00\00\00\8a\80\00\00\00\00\00\80"
    "\00\80\00\80\00\00\00\80\8b\80\00\00\00\00\00\00\01\00\00\80\00\00\00\00"
    "\81\80\00\80\00\00\00\80\09\80\00\00\00\00\00\80\8a\00\00\00\00\00\00\00"
    "\88\00\00\00\00\00\00\00\09\80\00\80\00\00\00\00\0a\00\00\80\00\00\00\00"
    "\8b\80\00\80\00\00\00\00\8b\00\00\00\00\00\00\80\89\80\00\00\00\00\00\80"
    "\03\80\00\00\00\00\00\80\02\80\00\00\00\00\00\80\80\00\00\00\00\00\00\80"
    "\0a\80\00\00\00\00\00\00\0a\00\00\80\00\00\00\80\81\80\00\80\00\00\00\80"
    "\80\80\00\00\00\00\00\80\01\00\00\80\00\00\00\00\08\80\00\80\00\00\00\80")

  ;; Folds $count digests of 32 bytes in the input, $levels times: each level replaces two neighbours by the hash of both.
  ;; Requires $levels > 0 and $count to be a multiple of 2^$levels. $sorted: the lesser of two comes first.
  (func (export "fold") (param $count i32) (param $levels i32) (param $suffix i32) (param $sorted i32)
    (loop $level
      (local.set $count (i32.shr_u (local.get $count) (i32.const 1)))
      (if (local.get $sorted) (then (call $sort (local.get $count))))
      (call $pairs (local.get $count) (local.get $suffix))
      (br_if $level (local.tee $levels (i32.sub (local.get $levels) (i32.const 1))))))

  ;; Exchanges the halves of each of $count pairs where the first is the greater, as unsigned bytes.
  (func $sort (param $count i32)
    (local $at i32) (local $lane i32) (local $left i64) (local $right i64) (local $shift i64)
    (local $first v128) (local $second v128)
    (local.set $at (i32.const 1024))
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

  ;; Hashes $count pairs of the input where they lie: digest i comes where pair i / 2 was, which is read by then. Two at a
  ;; time, one in each half of a vector; behind an odd number the second half hashes what lies there, and what it writes
  ;; was read before. Measured: 0.31 us a pair, one at a time 0.39.
  (func $pairs (param $count i32) (param $suffix i32)
    (local $from i32) (local $to i32) (local $round i32) (local $t v128)
    (local $a0 v128) (local $a1 v128) (local $a2 v128) (local $a3 v128) (local $a4 v128) (local $a5 v128)
    (local $a6 v128) (local $a7 v128) (local $a8 v128) (local $a9 v128) (local $a10 v128) (local $a11 v128)
    (local $a12 v128) (local $a13 v128) (local $a14 v128) (local $a15 v128) (local $a16 v128) (local $a17 v128)
    (local $a18 v128) (local $a19 v128) (local $a20 v128) (local $a21 v128) (local $a22 v128) (local $a23 v128)
    (local $a24 v128)
    (local $e0 v128) (local $e1 v128) (local $e2 v128) (local $e3 v128) (local $e4 v128) (local $e5 v128)
    (local $e6 v128) (local $e7 v128) (local $e8 v128) (local $e9 v128) (local $e10 v128) (local $e11 v128)
    (local $e12 v128) (local $e13 v128) (local $e14 v128) (local $e15 v128) (local $e16 v128) (local $e17 v128)
    (local $e18 v128) (local $e19 v128) (local $e20 v128) (local $e21 v128) (local $e22 v128) (local $e23 v128)
    (local $e24 v128)
    (local $b0 v128) (local $b1 v128) (local $b2 v128) (local $b3 v128) (local $b4 v128)
    (local $c0 v128) (local $c1 v128) (local $c2 v128) (local $c3 v128) (local $c4 v128)
    (local $d0 v128) (local $d1 v128) (local $d2 v128) (local $d3 v128) (local $d4 v128)
    (local.set $from (i32.const 1024))
    (local.set $to (i32.const 1024))
    (loop $next
      ;; 64 bytes are lanes 0 to 7; the padding of a block of 136 bytes is in lanes 8 and 16.
      (local.set $a0
        (v128.load64_lane offset=64 1 (local.get $from) (v128.load64_zero offset=0 (local.get $from))))
      (local.set $a1
        (v128.load64_lane offset=72 1 (local.get $from) (v128.load64_zero offset=8 (local.get $from))))
      (local.set $a2
        (v128.load64_lane offset=80 1 (local.get $from) (v128.load64_zero offset=16 (local.get $from))))
      (local.set $a3
        (v128.load64_lane offset=88 1 (local.get $from) (v128.load64_zero offset=24 (local.get $from))))
      (local.set $a4
        (v128.load64_lane offset=96 1 (local.get $from) (v128.load64_zero offset=32 (local.get $from))))
      (local.set $a5
        (v128.load64_lane offset=104 1 (local.get $from) (v128.load64_zero offset=40 (local.get $from))))
      (local.set $a6
        (v128.load64_lane offset=112 1 (local.get $from) (v128.load64_zero offset=48 (local.get $from))))
      (local.set $a7
        (v128.load64_lane offset=120 1 (local.get $from) (v128.load64_zero offset=56 (local.get $from))))
      (local.set $a8 (i64x2.splat (i64.extend_i32_u (local.get $suffix))))
      (local.set $a16 (v128.const i64x2 0x8000000000000000 0x8000000000000000))
      (local.set $a9 (v128.const i64x2 0 0)) (local.set $a10 (v128.const i64x2 0 0))
      (local.set $a11 (v128.const i64x2 0 0)) (local.set $a12 (v128.const i64x2 0 0))
      (local.set $a13 (v128.const i64x2 0 0)) (local.set $a14 (v128.const i64x2 0 0))
      (local.set $a15 (v128.const i64x2 0 0)) (local.set $a17 (v128.const i64x2 0 0))
      (local.set $a18 (v128.const i64x2 0 0)) (local.set $a19 (v128.const i64x2 0 0))
      (local.set $a20 (v128.const i64x2 0 0)) (local.set $a21 (v128.const i64x2 0 0))
      (local.set $a22 (v128.const i64x2 0 0)) (local.set $a23 (v128.const i64x2 0 0))
      (local.set $a24 (v128.const i64x2 0 0))
      (local.set $round (i32.const 0))
      (loop $rounds
        (local.set $c0 (v128.xor (v128.xor (local.get $a0) (local.get $a5))
          (v128.xor (local.get $a10) (v128.xor (local.get $a15) (local.get $a20)))))
        (local.set $c1 (v128.xor (v128.xor (local.get $a1) (local.get $a6))
          (v128.xor (local.get $a11) (v128.xor (local.get $a16) (local.get $a21)))))
        (local.set $c2 (v128.xor (v128.xor (local.get $a2) (local.get $a7))
          (v128.xor (local.get $a12) (v128.xor (local.get $a17) (local.get $a22)))))
        (local.set $c3 (v128.xor (v128.xor (local.get $a3) (local.get $a8))
          (v128.xor (local.get $a13) (v128.xor (local.get $a18) (local.get $a23)))))
        (local.set $c4 (v128.xor (v128.xor (local.get $a4) (local.get $a9))
          (v128.xor (local.get $a14) (v128.xor (local.get $a19) (local.get $a24)))))
        (local.set $d0 (v128.xor (local.get $c4)
          (v128.or (i64x2.shl (local.get $c1) (i32.const 1)) (i64x2.shr_u (local.get $c1) (i32.const 63)))))
        (local.set $d1 (v128.xor (local.get $c0)
          (v128.or (i64x2.shl (local.get $c2) (i32.const 1)) (i64x2.shr_u (local.get $c2) (i32.const 63)))))
        (local.set $d2 (v128.xor (local.get $c1)
          (v128.or (i64x2.shl (local.get $c3) (i32.const 1)) (i64x2.shr_u (local.get $c3) (i32.const 63)))))
        (local.set $d3 (v128.xor (local.get $c2)
          (v128.or (i64x2.shl (local.get $c4) (i32.const 1)) (i64x2.shr_u (local.get $c4) (i32.const 63)))))
        (local.set $d4 (v128.xor (local.get $c3)
          (v128.or (i64x2.shl (local.get $c0) (i32.const 1)) (i64x2.shr_u (local.get $c0) (i32.const 63)))))
        (local.set $b0 (v128.xor (local.get $a0) (local.get $d0)))
        (local.set $b1
          (v128.or (i64x2.shl (local.tee $t (v128.xor (local.get $a6) (local.get $d1))) (i32.const 44))
                   (i64x2.shr_u (local.get $t) (i32.const 20))))
        (local.set $b2
          (v128.or (i64x2.shl (local.tee $t (v128.xor (local.get $a12) (local.get $d2))) (i32.const 43))
                   (i64x2.shr_u (local.get $t) (i32.const 21))))
        (local.set $b3
          (v128.or (i64x2.shl (local.tee $t (v128.xor (local.get $a18) (local.get $d3))) (i32.const 21))
                   (i64x2.shr_u (local.get $t) (i32.const 43))))
        (local.set $b4
          (v128.or (i64x2.shl (local.tee $t (v128.xor (local.get $a24) (local.get $d4))) (i32.const 14))
                   (i64x2.shr_u (local.get $t) (i32.const 50))))
        (local.set $e0 (v128.xor (v128.load64_splat offset=256 (local.get $round))
          (v128.xor (local.get $b0) (v128.andnot (local.get $b2) (local.get $b1)))))
        (local.set $e1 (v128.xor (local.get $b1) (v128.andnot (local.get $b3) (local.get $b2))))
        (local.set $e2 (v128.xor (local.get $b2) (v128.andnot (local.get $b4) (local.get $b3))))
        (local.set $e3 (v128.xor (local.get $b3) (v128.andnot (local.get $b0) (local.get $b4))))
        (local.set $e4 (v128.xor (local.get $b4) (v128.andnot (local.get $b1) (local.get $b0))))
        (local.set $b0
          (v128.or (i64x2.shl (local.tee $t (v128.xor (local.get $a3) (local.get $d3))) (i32.const 28))
                   (i64x2.shr_u (local.get $t) (i32.const 36))))
        (local.set $b1
          (v128.or (i64x2.shl (local.tee $t (v128.xor (local.get $a9) (local.get $d4))) (i32.const 20))
                   (i64x2.shr_u (local.get $t) (i32.const 44))))
        (local.set $b2
          (v128.or (i64x2.shl (local.tee $t (v128.xor (local.get $a10) (local.get $d0))) (i32.const 3))
                   (i64x2.shr_u (local.get $t) (i32.const 61))))
        (local.set $b3
          (v128.or (i64x2.shl (local.tee $t (v128.xor (local.get $a16) (local.get $d1))) (i32.const 45))
                   (i64x2.shr_u (local.get $t) (i32.const 19))))
        (local.set $b4
          (v128.or (i64x2.shl (local.tee $t (v128.xor (local.get $a22) (local.get $d2))) (i32.const 61))
                   (i64x2.shr_u (local.get $t) (i32.const 3))))
        (local.set $e5 (v128.xor (local.get $b0) (v128.andnot (local.get $b2) (local.get $b1))))
        (local.set $e6 (v128.xor (local.get $b1) (v128.andnot (local.get $b3) (local.get $b2))))
        (local.set $e7 (v128.xor (local.get $b2) (v128.andnot (local.get $b4) (local.get $b3))))
        (local.set $e8 (v128.xor (local.get $b3) (v128.andnot (local.get $b0) (local.get $b4))))
        (local.set $e9 (v128.xor (local.get $b4) (v128.andnot (local.get $b1) (local.get $b0))))
        (local.set $b0
          (v128.or (i64x2.shl (local.tee $t (v128.xor (local.get $a1) (local.get $d1))) (i32.const 1))
                   (i64x2.shr_u (local.get $t) (i32.const 63))))
        (local.set $b1
          (v128.or (i64x2.shl (local.tee $t (v128.xor (local.get $a7) (local.get $d2))) (i32.const 6))
                   (i64x2.shr_u (local.get $t) (i32.const 58))))
        (local.set $b2
          (v128.or (i64x2.shl (local.tee $t (v128.xor (local.get $a13) (local.get $d3))) (i32.const 25))
                   (i64x2.shr_u (local.get $t) (i32.const 39))))
        (local.set $b3 (i8x16.shuffle 7 0 1 2 3 4 5 6 15 8 9 10 11 12 13 14
          (local.tee $t (v128.xor (local.get $a19) (local.get $d4))) (local.get $t)))
        (local.set $b4
          (v128.or (i64x2.shl (local.tee $t (v128.xor (local.get $a20) (local.get $d0))) (i32.const 18))
                   (i64x2.shr_u (local.get $t) (i32.const 46))))
        (local.set $e10 (v128.xor (local.get $b0) (v128.andnot (local.get $b2) (local.get $b1))))
        (local.set $e11 (v128.xor (local.get $b1) (v128.andnot (local.get $b3) (local.get $b2))))
        (local.set $e12 (v128.xor (local.get $b2) (v128.andnot (local.get $b4) (local.get $b3))))
        (local.set $e13 (v128.xor (local.get $b3) (v128.andnot (local.get $b0) (local.get $b4))))
        (local.set $e14 (v128.xor (local.get $b4) (v128.andnot (local.get $b1) (local.get $b0))))
        (local.set $b0
          (v128.or (i64x2.shl (local.tee $t (v128.xor (local.get $a4) (local.get $d4))) (i32.const 27))
                   (i64x2.shr_u (local.get $t) (i32.const 37))))
        (local.set $b1
          (v128.or (i64x2.shl (local.tee $t (v128.xor (local.get $a5) (local.get $d0))) (i32.const 36))
                   (i64x2.shr_u (local.get $t) (i32.const 28))))
        (local.set $b2
          (v128.or (i64x2.shl (local.tee $t (v128.xor (local.get $a11) (local.get $d1))) (i32.const 10))
                   (i64x2.shr_u (local.get $t) (i32.const 54))))
        (local.set $b3
          (v128.or (i64x2.shl (local.tee $t (v128.xor (local.get $a17) (local.get $d2))) (i32.const 15))
                   (i64x2.shr_u (local.get $t) (i32.const 49))))
        (local.set $b4 (i8x16.shuffle 1 2 3 4 5 6 7 0 9 10 11 12 13 14 15 8
          (local.tee $t (v128.xor (local.get $a23) (local.get $d3))) (local.get $t)))
        (local.set $e15 (v128.xor (local.get $b0) (v128.andnot (local.get $b2) (local.get $b1))))
        (local.set $e16 (v128.xor (local.get $b1) (v128.andnot (local.get $b3) (local.get $b2))))
        (local.set $e17 (v128.xor (local.get $b2) (v128.andnot (local.get $b4) (local.get $b3))))
        (local.set $e18 (v128.xor (local.get $b3) (v128.andnot (local.get $b0) (local.get $b4))))
        (local.set $e19 (v128.xor (local.get $b4) (v128.andnot (local.get $b1) (local.get $b0))))
        (local.set $b0
          (v128.or (i64x2.shl (local.tee $t (v128.xor (local.get $a2) (local.get $d2))) (i32.const 62))
                   (i64x2.shr_u (local.get $t) (i32.const 2))))
        (local.set $b1
          (v128.or (i64x2.shl (local.tee $t (v128.xor (local.get $a8) (local.get $d3))) (i32.const 55))
                   (i64x2.shr_u (local.get $t) (i32.const 9))))
        (local.set $b2
          (v128.or (i64x2.shl (local.tee $t (v128.xor (local.get $a14) (local.get $d4))) (i32.const 39))
                   (i64x2.shr_u (local.get $t) (i32.const 25))))
        (local.set $b3
          (v128.or (i64x2.shl (local.tee $t (v128.xor (local.get $a15) (local.get $d0))) (i32.const 41))
                   (i64x2.shr_u (local.get $t) (i32.const 23))))
        (local.set $b4
          (v128.or (i64x2.shl (local.tee $t (v128.xor (local.get $a21) (local.get $d1))) (i32.const 2))
                   (i64x2.shr_u (local.get $t) (i32.const 62))))
        (local.set $e20 (v128.xor (local.get $b0) (v128.andnot (local.get $b2) (local.get $b1))))
        (local.set $e21 (v128.xor (local.get $b1) (v128.andnot (local.get $b3) (local.get $b2))))
        (local.set $e22 (v128.xor (local.get $b2) (v128.andnot (local.get $b4) (local.get $b3))))
        (local.set $e23 (v128.xor (local.get $b3) (v128.andnot (local.get $b0) (local.get $b4))))
        (local.set $e24 (v128.xor (local.get $b4) (v128.andnot (local.get $b1) (local.get $b0))))
        (local.set $a0 (local.get $e0)) (local.set $a1 (local.get $e1)) (local.set $a2 (local.get $e2))
        (local.set $a3 (local.get $e3)) (local.set $a4 (local.get $e4)) (local.set $a5 (local.get $e5))
        (local.set $a6 (local.get $e6)) (local.set $a7 (local.get $e7)) (local.set $a8 (local.get $e8))
        (local.set $a9 (local.get $e9)) (local.set $a10 (local.get $e10)) (local.set $a11 (local.get $e11))
        (local.set $a12 (local.get $e12)) (local.set $a13 (local.get $e13)) (local.set $a14 (local.get $e14))
        (local.set $a15 (local.get $e15)) (local.set $a16 (local.get $e16)) (local.set $a17 (local.get $e17))
        (local.set $a18 (local.get $e18)) (local.set $a19 (local.get $e19)) (local.set $a20 (local.get $e20))
        (local.set $a21 (local.get $e21)) (local.set $a22 (local.get $e22)) (local.set $a23 (local.get $e23))
        (local.set $a24 (local.get $e24))
        (br_if $rounds (i32.lt_u (local.tee $round (i32.add (local.get $round) (i32.const 8))) (i32.const 192))))
      (v128.store64_lane offset=0 0 (local.get $to) (local.get $a0))
      (v128.store64_lane offset=32 1 (local.get $to) (local.get $a0))
      (v128.store64_lane offset=8 0 (local.get $to) (local.get $a1))
      (v128.store64_lane offset=40 1 (local.get $to) (local.get $a1))
      (v128.store64_lane offset=16 0 (local.get $to) (local.get $a2))
      (v128.store64_lane offset=48 1 (local.get $to) (local.get $a2))
      (v128.store64_lane offset=24 0 (local.get $to) (local.get $a3))
      (v128.store64_lane offset=56 1 (local.get $to) (local.get $a3))
      (local.set $from (i32.add (local.get $from) (i32.const 128)))
      (local.set $to (i32.add (local.get $to) (i32.const 64)))
      (br_if $next (i32.gt_s (local.tee $count (i32.sub (local.get $count) (i32.const 2))) (i32.const 0))))))
