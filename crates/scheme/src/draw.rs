//! The draw 抽查: which units an unannounced inspection visits, so that anyone can check the pick.
//!
//! Each unit gets the SHA-256 of the seed, a line break and its code; the least come first. The seed
//! is fixed in public before anyone can know it, such as the id of the last published ranking run with the
//! date of the draw, so that neither who draws nor who is drawn can steer it. (Dazhou 达州 draws inspectors
//! from a pool, Linshu 临沭 presence checks.)

use cunbang_model::UnitCode;

/// Draws `count` of `pool` by `seed`, in the order drawn. A unit that stands twice in the pool has one lot.
pub fn draw(seed: &str, pool: &[UnitCode], count: usize) -> Vec<UnitCode> {
    let mut lots: Vec<(String, UnitCode)> =
        pool.iter().map(|unit| (crate::sha256_hex(format!("{seed}\n{unit}").as_bytes()), *unit)).collect();
    lots.sort();
    lots.dedup();
    lots.into_iter().take(count).map(|(_, unit)| unit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_depends_on_seed_and_pool_alone() {
        let pool: Vec<UnitCode> = (0..40).map(|n| format!("3305221032{n:02}").parse().unwrap()).collect();
        let drawn = draw("2026-11-21 a", &pool, 5);
        let mut turned = pool.clone();
        turned.reverse();
        turned.extend(&pool[..3]);
        assert_eq!(drawn.len(), 5);
        assert_eq!(draw("2026-11-21 a", &turned, 5), drawn);
        assert_ne!(draw("2026-11-21 b", &pool, 5), drawn);
        assert_eq!(draw("x", &pool, 100).len(), 40);
    }
}
