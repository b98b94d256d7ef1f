;; Finds the places of a stretch of bytes that a search for sensitive data has to look at: see places.ts for what a place
;; is, and `npm run wasm` for how this becomes places-wasm.ts. Sixteen bytes are classified at a time; four such vectors
;; make one 64-bit mask for each class, in which bit i stands for byte i.
;;
;; Memory, in bytes:
;;       0  endings: 32,768 numbers of word lists, by the hash of a name's last three letters; 0 for none
;;   32768  what the masks of the chunk before leave for the next
;;   33024  one i32 for each word list: bit i is set when a letter with the low bits i can stand before the ending
;;   34048  the same for the letter before that
;;   65536  input: 64 bytes before the stretch, the stretch, 64 bytes after it
;;  196608  output: one i32 a place, offset in the stretch * 256 + kinds
(module
  (memory (export "memory") 7)

  ;; Bit i of the answer: bytes i - 10 to i are all of the class. `state` keeps each step's mask of the chunk before.
  (func $runs (param $mask i64) (param $state i32) (result i64)
    (local $before i64)
    (local.set $before (i64.load (local.get $state)))
    (i64.store (local.get $state) (local.get $mask))
    (local.set $mask (i64.and (local.get $mask)
      (i64.or (i64.shl (local.get $mask) (i64.const 1)) (i64.shr_u (local.get $before) (i64.const 63)))))
    (local.set $before (i64.load offset=8 (local.get $state)))
    (i64.store offset=8 (local.get $state) (local.get $mask))
    (local.set $mask (i64.and (local.get $mask)
      (i64.or (i64.shl (local.get $mask) (i64.const 2)) (i64.shr_u (local.get $before) (i64.const 62)))))
    (local.set $before (i64.load offset=16 (local.get $state)))
    (i64.store offset=16 (local.get $state) (local.get $mask))
    (local.set $mask (i64.and (local.get $mask)
      (i64.or (i64.shl (local.get $mask) (i64.const 4)) (i64.shr_u (local.get $before) (i64.const 60)))))
    (local.set $before (i64.load offset=24 (local.get $state)))
    (i64.store offset=24 (local.get $state) (local.get $mask))
    (i64.and (local.get $mask)
      (i64.or (i64.shl (local.get $mask) (i64.const 3)) (i64.shr_u (local.get $before) (i64.const 61)))))

  ;; Bit i of the answer: one of the bytes i - 10 to i is of the class.
  (func $near (param $mask i64) (param $state i32) (result i64)
    (local $before i64)
    (local.set $before (i64.load (local.get $state)))
    (i64.store (local.get $state) (local.get $mask))
    (local.set $mask (i64.or (local.get $mask)
      (i64.or (i64.shl (local.get $mask) (i64.const 1)) (i64.shr_u (local.get $before) (i64.const 63)))))
    (local.set $before (i64.load offset=8 (local.get $state)))
    (i64.store offset=8 (local.get $state) (local.get $mask))
    (local.set $mask (i64.or (local.get $mask)
      (i64.or (i64.shl (local.get $mask) (i64.const 2)) (i64.shr_u (local.get $before) (i64.const 62)))))
    (local.set $before (i64.load offset=16 (local.get $state)))
    (i64.store offset=16 (local.get $state) (local.get $mask))
    (local.set $mask (i64.or (local.get $mask)
      (i64.or (i64.shl (local.get $mask) (i64.const 4)) (i64.shr_u (local.get $before) (i64.const 60)))))
    (local.set $before (i64.load offset=24 (local.get $state)))
    (i64.store offset=24 (local.get $state) (local.get $mask))
    (i64.or (local.get $mask)
      (i64.or (i64.shl (local.get $mask) (i64.const 3)) (i64.shr_u (local.get $before) (i64.const 61)))))

  ;; Where the letter before `at` stands, over the - . _ between the words of a name, which has 64 bytes at most.
  (func $letterBefore (param $at i32) (result i32)
    (local $byte i32) (local $low i32)
    (local.set $low (i32.sub (local.get $at) (i32.const 64)))
    (loop $signs
      (local.set $at (i32.sub (local.get $at) (i32.const 1)))
      (local.set $byte (i32.load8_u (local.get $at)))
      (br_if $signs (i32.and (i32.gt_s (local.get $at) (local.get $low))
        (i32.or (i32.or (i32.eq (local.get $byte) (i32.const 0x2d)) (i32.eq (local.get $byte) (i32.const 0x2e)))
                (i32.eq (local.get $byte) (i32.const 0x5f))))))
    (local.get $at))

  ;; 1 when `letter` can stand where `table` is about in a word of the list.
  (func $mayPrecede (param $table i32) (param $list i32) (param $letter i32) (result i32)
    (i32.and (i32.const 1) (i32.shr_u
      (i32.load (i32.add (local.get $table) (i32.shl (local.get $list) (i32.const 2))))
      (i32.and (local.get $letter) (i32.const 31)))))

  ;; False only when the sign at `at` follows a name that ends like none of the listed, and begins no `://`.
  (func $worth (param $at i32) (result i32)
    (local $last i32) (local $before i32) (local $list i32)
    (local.set $last (i32.sub (local.get $at) (i32.const 1)))
    (local.set $before (i32.load8_u (local.get $last)))
    (if (i32.or (i32.eq (local.get $before) (i32.const 0x22)) (i32.eq (local.get $before) (i32.const 0x27)))
      (then
        (local.set $last (i32.sub (local.get $last) (i32.const 1)))
        (local.set $before (i32.load8_u (local.get $last))))
      (else
        (if (i32.or (i32.or (i32.eq (local.get $before) (i32.const 0x20)) (i32.eq (local.get $before) (i32.const 0x5d)))
                    (i32.eq (local.get $before) (i32.const 0x3d)))
          (then (return (i32.const 1))))))
    ;; Escaped quotes: how many there are is looked at by whoever judges the place.
    (if (i32.or (i32.eq (local.get $before) (i32.const 0x5c)) (i32.eq (local.get $before) (i32.const 0x22)))
      (then (return (i32.const 1))))
    (local.set $list
      (i32.load8_u
          (i32.or
            (i32.or
              (i32.shl (i32.and (i32.load8_u (i32.sub (local.get $last) (i32.const 2))) (i32.const 31)) (i32.const 10))
              (i32.shl (i32.and (i32.load8_u (i32.sub (local.get $last) (i32.const 1))) (i32.const 31)) (i32.const 5)))
            (i32.and (local.get $before) (i32.const 31)))))
    (if (local.get $list) (then
      (local.set $last (call $letterBefore (i32.sub (local.get $last) (i32.const 2))))
      (local.set $before (i32.load8_u (local.get $last)))
      (local.set $last (i32.load8_u (call $letterBefore (local.get $last))))
      (if (i32.and
            (call $mayPrecede (i32.const 33024) (local.get $list) (local.get $before))
            (call $mayPrecede (i32.const 34048) (local.get $list) (local.get $last)))
        (then (return (i32.const 1))))))
    ;; The sign itself and the two bytes after it, as one little-endian number: `://`.
    (i32.eq (i32.and (i32.load (local.get $at)) (i32.const 0xffffff)) (i32.const 0x2f2f3a)))

  ;; Looks at `count` bytes of input, 1 to 65,536; answers how many places are in the output.
  (func (export "find") (param $count i32) (result i32)
    (local $chunk i32) (local $stop i32) (local $lane i32) (local $out i32) (local $at i32) (local $kinds i32)
    (local $bytes v128) (local $class v128) (local $digit v128) (local $upper v128) (local $letter v128)
    (local $digits i64) (local $uppers i64) (local $base64 i64) (local $capitals i64) (local $spells i64) (local $signs i64)
    (local $any i64) (local $bit i64) (local $valid i64)
    (memory.fill (i32.const 32768) (i32.const 0) (i32.const 144))
    (local.set $out (i32.const 196608))
    (local.set $chunk (i32.const 65536))
    (local.set $stop (i32.add (i32.const 65600) (local.get $count)))
    (loop $chunks
      (local.set $digits (i64.const 0)) (local.set $uppers (i64.const 0)) (local.set $base64 (i64.const 0))
      (local.set $capitals (i64.const 0)) (local.set $spells (i64.const 0)) (local.set $signs (i64.const 0))
      (local.set $lane (i32.const 48))
      (loop $lanes
        (local.set $bytes (v128.load (i32.add (local.get $chunk) (local.get $lane))))
        ;; A byte's low half and high half each pick a row; the bits both rows have are the sets the byte is in:
        ;;   1: space % + - . (signs of a number)   2: + - / (signs of base64)
        ;;   4: 80 89   8: 90 to 99   16: A0 AF   32: BC   64: C2   128: E2 EF
        (local.set $class (v128.and
          (i8x16.swizzle
            (v128.const i8x16 0x1d 0x08 0xc8 0x08 0x08 0x09 0x08 0x08 0x08 0x0c 0x00 0x03 0x20 0x03 0x01 0x92)
            (v128.and (local.get $bytes) (i8x16.splat (i32.const 15))))
          (i8x16.swizzle
            (v128.const i8x16 0x00 0x00 0x03 0x00 0x00 0x00 0x00 0x00 0x04 0x08 0x10 0x20 0x40 0x00 0x80 0x00)
            (i8x16.shr_u (local.get $bytes) (i32.const 4)))))
        (local.set $digit (i8x16.lt_u (i8x16.sub (local.get $bytes) (i8x16.splat (i32.const 0x30))) (i8x16.splat (i32.const 10))))
        (local.set $upper (i8x16.lt_u (i8x16.sub (local.get $bytes) (i8x16.splat (i32.const 0x41))) (i8x16.splat (i32.const 26))))
        (local.set $letter (i8x16.lt_u
          (i8x16.sub (v128.or (local.get $bytes) (i8x16.splat (i32.const 0x20))) (i8x16.splat (i32.const 0x61)))
          (i8x16.splat (i32.const 26))))
        (local.set $digits (i64.or (i64.shl (local.get $digits) (i64.const 16)) (i64.extend_i32_u (i8x16.bitmask
          (v128.or (local.get $digit)
            (i8x16.ne (v128.and (local.get $class) (i8x16.splat (i32.const 0xfd))) (i8x16.splat (i32.const 0))))))))
        (local.set $uppers (i64.or (i64.shl (local.get $uppers) (i64.const 16)) (i64.extend_i32_u (i8x16.bitmask
          (v128.or (local.get $digit) (local.get $upper))))))
        (local.set $base64 (i64.or (i64.shl (local.get $base64) (i64.const 16)) (i64.extend_i32_u (i8x16.bitmask
          (v128.or (v128.or (local.get $digit) (local.get $letter))
            (v128.or (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x5f)))
              (i8x16.ne (v128.and (local.get $class) (i8x16.splat (i32.const 2))) (i8x16.splat (i32.const 0)))))))))
        (local.set $capitals (i64.or (i64.shl (local.get $capitals) (i64.const 16)) (i64.extend_i32_u (i8x16.bitmask
          (local.get $upper)))))
        (local.set $spells (i64.or (i64.shl (local.get $spells) (i64.const 16)) (i64.extend_i32_u (i8x16.bitmask
          (v128.or (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x25)))
            (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x5c))))))))
        (local.set $signs (i64.or (i64.shl (local.get $signs) (i64.const 16)) (i64.extend_i32_u (i8x16.bitmask
          (v128.or (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x3a)))
            (v128.or (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x3d)))
              (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x3e)))))))))
        (local.set $lane (i32.sub (local.get $lane) (i32.const 16)))
        (br_if $lanes (i32.ge_s (local.get $lane) (i32.const 0))))
      (local.set $digits (call $runs (local.get $digits) (i32.const 32768)))
      (local.set $uppers (call $runs (local.get $uppers) (i32.const 32800)))
      ;; Base64 has to run for twenty bytes, with a capital among them: nine more than the other classes.
      (local.set $base64 (call $runs (local.get $base64) (i32.const 32832)))
      (local.set $any (i64.load (i32.const 32896)))
      (i64.store (i32.const 32896) (local.get $base64))
      (local.set $base64 (i64.and (local.get $base64)
        (i64.or (i64.shl (local.get $base64) (i64.const 9)) (i64.shr_u (local.get $any) (i64.const 55)))))
      (local.set $capitals (call $near (local.get $capitals) (i32.const 32864)))
      (local.set $any (i64.load (i32.const 32904)))
      (i64.store (i32.const 32904) (local.get $capitals))
      (local.set $base64 (i64.and (local.get $base64) (i64.or (local.get $capitals)
        (i64.or (i64.shl (local.get $capitals) (i64.const 9)) (i64.shr_u (local.get $any) (i64.const 55))))))
      ;; The 64 bytes before the stretch only tell what runs come in.
      (if (i32.ne (local.get $chunk) (i32.const 65536)) (then
        ;; Of neighbouring places the first is enough: whoever judges it goes to the end of the run.
        (local.set $digits (i64.and (local.get $digits) (i64.xor (i64.shl (local.get $digits) (i64.const 1)) (i64.const -1))))
        (local.set $uppers (i64.and (local.get $uppers) (i64.xor (i64.shl (local.get $uppers) (i64.const 1)) (i64.const -1))))
        (local.set $base64 (i64.and (local.get $base64) (i64.xor (i64.shl (local.get $base64) (i64.const 1)) (i64.const -1))))
        (local.set $any (i64.or (i64.or (i64.or (local.get $digits) (local.get $uppers)) (i64.or (local.get $base64) (local.get $spells)))
          (local.get $signs)))
        (if (i32.lt_s (i32.sub (local.get $stop) (local.get $chunk)) (i32.const 64)) (then
          (local.set $any (i64.and (local.get $any)
            (i64.sub (i64.shl (i64.const 1) (i64.extend_i32_u (i32.sub (local.get $stop) (local.get $chunk)))) (i64.const 1))))))
        (block $done
          (loop $places
            (br_if $done (i64.eqz (local.get $any)))
            (local.set $bit (i64.ctz (local.get $any)))
            (local.set $any (i64.and (local.get $any) (i64.sub (local.get $any) (i64.const 1))))
            (local.set $at (i32.add (local.get $chunk) (i32.wrap_i64 (local.get $bit))))
            (local.set $kinds (i32.or
              (i32.or
                (i32.and (i32.wrap_i64 (i64.shr_u (local.get $digits) (local.get $bit))) (i32.const 1))
                (i32.shl (i32.and (i32.wrap_i64 (i64.shr_u (local.get $base64) (local.get $bit))) (i32.const 1)) (i32.const 1)))
              (i32.or
                (i32.shl (i32.and (i32.wrap_i64 (i64.shr_u (local.get $uppers) (local.get $bit))) (i32.const 1)) (i32.const 4))
                (i32.or
                  (i32.shl (i32.and (i32.wrap_i64 (i64.shr_u (local.get $spells) (local.get $bit))) (i32.const 1)) (i32.const 5))
                  (i32.shl (i32.and (i32.wrap_i64 (i64.shr_u (local.get $signs) (local.get $bit))) (i32.const 1)) (i32.const 6))))))
            (if (i32.and (local.get $kinds) (i32.const 64)) (then
              (if (i32.eqz (call $worth (local.get $at))) (then
                (local.set $kinds (i32.and (local.get $kinds) (i32.const 191)))))))
            ;; Of the escapes only \u spells anything.
            (if (i32.eq (i32.and (i32.load16_u (local.get $at)) (i32.const 0xff)) (i32.const 0x5c)) (then
              (if (i32.ne (i32.load8_u offset=1 (local.get $at)) (i32.const 0x75)) (then
                (local.set $kinds (i32.and (local.get $kinds) (i32.const 223)))))))
            (if (local.get $kinds) (then
              (i32.store (local.get $out)
                (i32.or (i32.shl (i32.sub (local.get $at) (i32.const 65600)) (i32.const 8)) (local.get $kinds)))
              (local.set $out (i32.add (local.get $out) (i32.const 4)))))
            (br $places)))))
      (local.set $chunk (i32.add (local.get $chunk) (i32.const 64)))
      (br_if $chunks (i32.lt_s (local.get $chunk) (local.get $stop))))
    (i32.shr_u (i32.sub (local.get $out) (i32.const 196608)) (i32.const 2))))
