//! The scheme that a sheet of finished scores makes.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_model::Decimal;
use cunbang_scheme::{CountedAs, GroupKind, PeriodKind, Scheme, ScoreColumn, Tabulated};

fn column(word: &str, kind: GroupKind, stated: Option<i64>) -> ScoreColumn {
    let greatest = Decimal::from(18);
    ScoreColumn { word: word.into(), title: word.into(), kind, stated: stated.map(Decimal::from), greatest }
}

#[test]
fn a_sheet_of_scores_makes_a_scheme_that_is_whole() {
    let columns = vec![
        column("主题\"党日\\", GroupKind::Base, Some(60)),
        column("走访", GroupKind::Base, None),
        column("加分", GroupKind::Added, None),
        column("扣分", GroupKind::Deducted, None),
    ];
    let mut sheet = Tabulated { title: "二〇二五".into(), period: PeriodKind::Year, columns, highest: 103.into() };
    assert_eq!(sheet.full_marks(), (200.into(), false));
    let scheme = Scheme::parse(&sheet.text()).unwrap();
    assert_eq!(scheme.village_figures().len(), 4);
    // Full marks that nobody stated limit what counts, and are not shown.
    let shown: Vec<_> = scheme.indicators().iter().map(cunbang_scheme::IndicatorInfo::full_marks).collect();
    assert_eq!(shown, [Some(60.into()), None, None, None]);
    assert!(scheme.indicators().iter().all(|info| info.max_points.is_some()));
    let deducted = CountedAs { kind: GroupKind::Deducted, most: Some(18.into()) };
    assert_eq!(scheme.village_figures()[3], ("扣分", deducted));
    sheet.columns[1].stated = Some(40.into());
    assert_eq!(sheet.full_marks(), (100.into(), true));
    Scheme::parse(&sheet.text()).unwrap();
}

#[test]
fn deductions_alone_are_a_scheme_too() {
    let columns = vec![column("扣分", GroupKind::Deducted, None)];
    let sheet = Tabulated { title: "扣分".into(), period: PeriodKind::Year, columns, highest: 0.into() };
    Scheme::parse(&sheet.text()).unwrap();
}
