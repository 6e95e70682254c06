use super::{Asked, ROWS_ON_A_PAGE, by_moves, page_of};
use axum::extract::Query;
use axum::http::Uri;

fn asked(address: &str) -> Asked {
    let uri: Uri = format!("/2026Q3/ranking{address}").parse().unwrap();
    Query::<Asked>::try_from_uri(&uri).unwrap().0
}

/// The rows that stand on a page of so many, and where the next one begins.
fn shown(asked: &Asked, rows: &[usize]) -> (Vec<usize>, Option<usize>) {
    let (start, most) = asked.place(rows.len());
    let (shown, next) = page_of(rows, start, most);
    (shown.to_vec(), next)
}

#[test]
fn the_pages_of_a_long_list_have_every_row_once() {
    let rows: Vec<usize> = (0..ROWS_ON_A_PAGE * 2 + 7).collect();
    let mut page = asked("?search=%E6%9D%91&show=waiting&sort=score&order=down");
    let mut all = Vec::new();
    loop {
        let (some, next) = shown(&page, &rows);
        all.extend(some);
        let Some(next) = next else { break };
        page = asked(&page.starting_at(next));
        assert_eq!((&*page.search, &*page.show, &*page.sort, &*page.order), ("村", "waiting", "score", "down"));
    }
    assert_eq!(all, rows);
    let whole = asked(&page.whole());
    assert_eq!(shown(&whole, &rows), (rows.clone(), None));
    assert_eq!(shown(&asked(&Asked::default().whole()), &rows), (rows, None), "of a list that is asked for as it is");
}

#[test]
fn an_address_behind_the_last_row_shows_the_first() {
    let rows: Vec<usize> = (0..=ROWS_ON_A_PAGE).collect();
    for start in [rows.len(), usize::MAX] {
        let page = asked(&format!("?start={start}"));
        assert_eq!(shown(&page, &rows), (rows[..ROWS_ON_A_PAGE].to_vec(), Some(ROWS_ON_A_PAGE)));
        assert_eq!(page_of(&rows, start, usize::MAX), (&[][..], None));
    }
    let page = asked("?start=3&pages=all");
    assert_eq!(shown(&page, &rows), (rows.clone(), None), "printed, a list has all");
    assert_eq!(page_of(&rows, 3, usize::MAX), (&rows[3..], None));
}

#[test]
fn the_greatest_rise_stands_first_and_who_was_not_ranked_before_last() {
    let sorted = |is_turned| {
        let mut moves = [Some(-3), None, Some(7), Some(0), None];
        by_moves(&mut moves, |up| *up, is_turned);
        moves
    };
    assert_eq!(sorted(false), [Some(7), Some(0), Some(-3), None, None]);
    assert_eq!(sorted(true), [Some(-3), Some(0), Some(7), None, None]);
}
