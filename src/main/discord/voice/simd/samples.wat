;; Loops over samples, eight at a time; see sample-kernels.ts for what each does. The memory holds a row of floats
;; at 0, a second one at 8192, and 16-bit samples at 16384. $count is a multiple of eight.
(module
  (memory (export "memory") 1)

  ;; first[i] = pcm[i] * scale; the least of all 16-bit numbers is silence when $hole is -1, itself when it is 0.
  (func (export "toFloat") (param $count i32) (param $scale f32) (param $hole i32)
    (local $i i32) (local $p v128) (local $k v128) (local $h v128)
    (local.set $k (f32x4.splat (local.get $scale)))
    (local.set $h (i16x8.splat (local.get $hole)))
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $i) (local.get $count)))
      (local.set $p (v128.load offset=16384 (i32.shl (local.get $i) (i32.const 1))))
      (local.set $p (v128.andnot (local.get $p)
        (v128.and (local.get $h) (i16x8.eq (local.get $p) (i16x8.splat (i32.const -32768))))))
      (v128.store (i32.shl (local.get $i) (i32.const 2))
        (f32x4.mul (local.get $k) (f32x4.convert_i32x4_s (i32x4.extend_low_i16x8_s (local.get $p)))))
      (v128.store offset=16 (i32.shl (local.get $i) (i32.const 2))
        (f32x4.mul (local.get $k) (f32x4.convert_i32x4_s (i32x4.extend_high_i16x8_s (local.get $p)))))
      (local.set $i (i32.add (local.get $i) (i32.const 8)))
      (br $next))))

  ;; Full scale is 1; a half goes up; beyond the range it stays at its end; no number is silence.
  (func $round (param $x v128) (result v128)
    (local $f v128)
    (local.set $x (f32x4.mul (local.get $x) (v128.const f32x4 32768 32768 32768 32768)))
    (local.set $f (f32x4.floor (local.get $x)))
    (i32x4.sub (i32x4.trunc_sat_f32x4_s (local.get $f))
      (f32x4.ge (f32x4.sub (local.get $x) (local.get $f)) (v128.const f32x4 0.5 0.5 0.5 0.5))))

  ;; pcm[i] = first[i], rounded.
  (func (export "toPcm") (param $count i32)
    (local $i i32) (local $at i32)
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $i) (local.get $count)))
      (local.set $at (i32.shl (local.get $i) (i32.const 2)))
      (v128.store offset=16384 (i32.shl (local.get $i) (i32.const 1))
        (i16x8.narrow_i32x4_s
          (call $round (v128.load (local.get $at)))
          (call $round (v128.load offset=16 (local.get $at)))))
      (local.set $i (i32.add (local.get $i) (i32.const 8)))
      (br $next))))

  ;; first[i] += second[i] * gain.
  (func (export "mix") (param $count i32) (param $gain f32)
    (local $at i32) (local $end i32) (local $g v128)
    (local.set $g (f32x4.splat (local.get $gain)))
    (local.set $end (i32.shl (local.get $count) (i32.const 2)))
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
      (v128.store (local.get $at) (f32x4.add (v128.load (local.get $at))
        (f32x4.mul (local.get $g) (v128.load offset=8192 (local.get $at)))))
      (v128.store offset=16 (local.get $at) (f32x4.add (v128.load offset=16 (local.get $at))
        (f32x4.mul (local.get $g) (v128.load offset=8208 (local.get $at)))))
      (local.set $at (i32.add (local.get $at) (i32.const 32)))
      (br $next))))

  ;; The largest magnitude of first; pmax keeps what it has when the other is no number.
  (func (export "peak") (param $count i32) (result f32)
    (local $at i32) (local $end i32) (local $m v128)
    (local.set $end (i32.shl (local.get $count) (i32.const 2)))
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
      (local.set $m (f32x4.pmax (local.get $m) (f32x4.abs (v128.load (local.get $at)))))
      (local.set $m (f32x4.pmax (local.get $m) (f32x4.abs (v128.load offset=16 (local.get $at)))))
      (local.set $at (i32.add (local.get $at) (i32.const 32)))
      (br $next)))
    (f32.max
      (f32.max (f32x4.extract_lane 0 (local.get $m)) (f32x4.extract_lane 1 (local.get $m)))
      (f32.max (f32x4.extract_lane 2 (local.get $m)) (f32x4.extract_lane 3 (local.get $m))))))
