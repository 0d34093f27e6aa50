//! Random lives of a shop with models: after every run they say what the tables come to, whatever was killed before.

use std::collections::BTreeMap;

use super::{Order, assert_true, orders_file, shop, shops_file, states};
use crate::kills::run_killed_at;
use crate::support::Shop;

/// Numbers that look random, the same for a seed everywhere.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn orders(&mut self) -> BTreeMap<u32, Order> {
        let count = 1 + self.below(6);
        let order = |chance: &mut Self| {
            let shop = ["a", "b", "c"][chance.below(3) as usize].to_owned();
            (chance.below(9) as u32, (shop, 8 + chance.below(3) as u32, chance.below(500) as i64))
        };
        (0..count).map(|_| order(self)).collect()
    }

    fn shops(&mut self) -> BTreeMap<String, String> {
        let towns = ["Leeds", "York", "Hull"];
        let shops = ["a", "b", "c"].into_iter().filter(|_| self.below(3) > 0).map(str::to_owned).collect::<Vec<_>>();
        shops.into_iter().map(|shop| (shop, towns[self.below(3) as usize].to_owned())).collect()
    }

    /// Lands one or two files of days that may lie behind.
    fn land(&mut self, shop: &Shop) {
        for _ in 0..=self.below(2) {
            let day = 9 + self.below(4);
            if self.below(3) == 0 {
                let shops = self.shops();
                shop.land(&format!("shops_202410{day:02}.csv"), shops_file(&shops));
            } else {
                let orders = self.orders();
                shop.land(&format!("orders_202410{day:02}.csv"), orders_file(&orders));
            }
        }
    }
}

/// How many times as many lives are tried.
fn times() -> u64 {
    std::env::var("SHOPTUI_TEST_TIMES").map_or(1, |text| text.parse().unwrap())
}

#[test]
fn they_are_true_after_every_run() {
    for seed in 1..=8 * times() {
        let (shop, mut chance) = (shop(), Chance(seed * 7919));
        let mut told = format!("seed {seed}:");
        for _ in 0..6 {
            let step = chance.below(6);
            match step {
                0 => {
                    let undone = shop.cli(&["undo"]);
                    told += &format!(" undo {}", undone.code);
                    if undone.code == 1 {
                        continue;
                    }
                }
                1 => {
                    chance.land(&shop);
                    // Anywhere in the run, between the commits of tables and of models too.
                    let event = chance.below(30) as usize;
                    told += &format!(" killed at {event}");
                    run_killed_at(&shop, event, None);
                    assert_eq!(shop.cli(&["run"]).code, 0, "{told}");
                }
                _ => {
                    chance.land(&shop);
                    told += " run";
                    assert_eq!(shop.cli(&["run"]).code, 0, "{told}");
                }
            }
            assert_true(&shop, &told);
        }
        shop.assert_sound();
    }
}

/// A run that is killed between the commit of a table and that of a model leaves the model stale, and says so.
#[test]
fn killed_at_every_event() {
    let scene = || {
        let shop = shop();
        shop.land("shops_20241009.csv", "shop,town\na,Leeds\nb,York\n");
        shop.land("orders_20241009.csv", "id,shop,day,amount\n1,a,2024-10-08,1.50\n2,b,2024-10-09,2.00\n");
        assert_eq!(shop.cli(&["run"]).code, 0);
        shop.land("shops_20241010.csv", "shop,town\na,Hull\nb,York\n");
        shop.land("orders_20241010.csv", "id,shop,day,amount\n1,a,2024-10-10,1.50\n");
        shop
    };
    let (mut event, mut stale) = (0, 0);
    loop {
        let shop = scene();
        let status = run_killed_at(&shop, event, None);
        let told = format!("at event {event}: {status}");
        let stand = states(&shop);
        let behind = stand.iter().any(|(_, state, _)| state == "stale");
        stale += usize::from(behind);
        // What is current is true, and what is not is told by `verify`.
        let verified = shop.cli(&["verify"]);
        assert_eq!(
            verified.out.contains("it is stale"),
            behind && verified.code == 1,
            "{told} {stand:?}: {}",
            verified.out
        );
        assert_eq!(shop.cli(&["run"]).code, 0, "{told}");
        assert_true(&shop, &told);
        shop.assert_sound();
        if status.success() {
            break;
        }
        event += 1;
    }
    assert!(event > 12 && stale > 2, "{event} events, stale after {stale}");
}
