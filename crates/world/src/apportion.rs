//! Apportionment: divides a whole number exactly, by the largest-remainder method.

/// One part: its weight, and the least and most it may get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// The weight, in any unit.
    pub weight: u64,
    /// The least it may get.
    pub least: u64,
    /// The most it may get.
    pub most: u64,
}

/// Divides `total` in proportion to the weights, keeping each part within its bounds. The parts add up to
/// exactly `total`, or come as near as the bounds allow. Ties go to the first part.
pub fn apportion(total: u64, shares: &[Share]) -> Vec<u64> {
    let ideal = largest_remainder(total, &shares.iter().map(|share| share.weight).collect::<Vec<_>>());
    let mut parts: Vec<u64> =
        shares.iter().zip(ideal).map(|(share, part)| part.clamp(share.least, share.most)).collect();
    loop {
        let sum: u64 = parts.iter().sum();
        if sum == total {
            return parts;
        }
        let add = sum < total;
        let rooms: Vec<u64> = shares
            .iter()
            .zip(&parts)
            .map(|(share, part)| if add { share.most - part } else { part - share.least })
            .collect();
        let weights: Vec<u64> =
            shares.iter().zip(&rooms).map(|(share, room)| if *room > 0 { share.weight } else { 0 }).collect();
        if weights.iter().all(|weight| *weight == 0) {
            return parts;
        }
        let changes = largest_remainder(sum.abs_diff(total), &weights);
        for ((part, change), room) in parts.iter_mut().zip(changes).zip(rooms) {
            let change = change.min(room);
            *part = if add { *part + change } else { *part - change };
        }
    }
}

fn largest_remainder(total: u64, weights: &[u64]) -> Vec<u64> {
    let sum: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let product = |weight: &u64| u128::from(total) * u128::from(*weight);
    let mut parts: Vec<u64> =
        weights.iter().map(|weight| u64::try_from(product(weight) / sum).unwrap_or(u64::MAX)).collect();
    let left = total - parts.iter().sum::<u64>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|index| (std::cmp::Reverse(product(&weights[*index]) % sum), *index));
    for index in order.into_iter().take(usize::try_from(left).unwrap_or(usize::MAX)) {
        parts[index] += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn three_into_ten() {
        let of = |weights: &[u64]| {
            apportion(
                10,
                &weights.iter().map(|weight| Share { weight: *weight, least: 0, most: u64::MAX }).collect::<Vec<_>>(),
            )
        };
        assert_eq!(of(&[1, 1, 1]), [4, 3, 3]);
        assert_eq!(of(&[0, 1]), [0, 10]);
        assert_eq!(of(&[]), Vec::<u64>::new());
    }

    proptest! {
        #[test]
        fn parts_add_up_within_their_bounds(
            shares in prop::collection::vec((1_u64..1000, 0_u64..20, 0_u64..50), 1..60),
            fraction in 0_u64..=1000,
        ) {
            let shares: Vec<Share> = shares.into_iter().map(|(weight, least, more)| Share { weight, least, most: least + more }).collect();
            let least: u64 = shares.iter().map(|share| share.least).sum();
            let most: u64 = shares.iter().map(|share| share.most).sum();
            let total = least + (most - least) * fraction / 1000;
            let parts = apportion(total, &shares);
            prop_assert_eq!(parts.iter().sum::<u64>(), total);
            for (share, part) in shares.iter().zip(parts) {
                prop_assert!((share.least..=share.most).contains(&part));
            }
        }
    }
}
