use super::*;

#[test]
fn a_marked_copy_is_named_after_the_file() {
    for (file, named) in
        [("考勤表.xls", "考勤表-待改"), ("考勤表-待改.xlsx", "考勤表-待改"), ("考勤表-待改 (1).xlsx", "考勤表-待改")]
    {
        assert_eq!(marked_name(std::path::Path::new(file)), named);
    }
}

#[test]
fn what_came_of_a_file_adds_up() {
    let along_by_table = [((Table::Standing, false), 4)].into();
    let compared = Compared { new: 4, changed: Vec::new(), same: 26, along: 0, along_by_table };
    Language::Chinese.with(|| {
        let said = done_said(&compared, 8);
        assert!(said.starts_with("读到 30 条：新增 4 条，更改 0 条，原已登记 26 条"), "{said}");
        assert!(said.contains("随之登记 4 条（党员状况 4 条）"), "{said}");
        assert!(!done_said(&compared, 4).contains("随之"));
    });
}

#[test]
fn what_was_answered_stands_in_the_address_of_the_copy() {
    let answers = AnswersShown { far_dates: true, as_new: true, ..AnswersShown::default() };
    let address = marked_address("2026Q3".parse().unwrap(), 7, answers);
    assert_eq!(address, "/2026Q3/import/7/marked?far_dates=yes&resembling=new");
}

#[test]
fn a_file_has_a_name_and_no_folder() {
    for (sent, expected) in [
        ("台账.xls", "台账.xls"),
        ("C:\\Users\\王\\台账.xls", "台账.xls"),
        ("../../etc/passwd", "passwd"),
        ("..", ""),
        ("a\u{0}b.csv", "ab.csv"),
    ] {
        assert_eq!(super::file_name(sent), expected);
    }
}

#[test]
fn two_of_one_name_are_told() {
    let member = |id: &str, joined: &str| {
        let cells =
            [("unit", "330522103201"), ("member", id), ("name", "陈建国"), ("status", "full"), ("joined", joined)];
        Row::from_cells(Table::Members, cells).unwrap()
    };
    let rows = [member("m1", "1998-07-01"), member("m2", "2010-07-01")];
    let said = Language::Chinese.with(|| namesakes(&rows));
    assert_eq!(said, ["陈建国 有 2 人，按不同的人登记：1998-07-01 入党、2010-07-01 入党"]);
    assert!(namesakes(&rows[..1]).is_empty());
}
