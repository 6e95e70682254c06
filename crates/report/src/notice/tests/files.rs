//! The files of a notice: columns, well-formed parts, and nothing cut out of texts.

use super::*;

#[test]
fn columns_fill_the_width() {
    let (_, notice) = drafted(&twenty(), |_| {});
    for annex in &notice.annexes {
        for block in &annex.blocks {
            let Block::Table(table) = block else { continue };
            assert_eq!(table.columns.iter().map(|column| column.width).sum::<u16>(), 100, "{}", annex.title);
            assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{}", annex.title);
        }
    }
}

#[test]
fn every_part_of_the_document_is_xml_and_the_same_each_time() {
    let mut sent = twenty();
    sent[19] = Sent::Excused;
    let (_, notice) = drafted(&sent, |input| input.issuer = Some("<县委> & \u{202e}组织部"));
    let docx = notice.docx().unwrap();
    assert_eq!(docx, notice.docx().unwrap());
    let archive = zip::ZipArchive::new(std::io::Cursor::new(&docx)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    for name in &names {
        let text = part(&docx, name);
        let mut reader = quick_xml::Reader::from_str(&text);
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(_) => {}
                Err(error) => panic!("{name}: {error}"),
            }
        }
        assert!(!text.contains('\u{202e}'), "{name}");
    }
    assert_eq!(part(&docx, "word/document.xml").matches("<w:tblHeader/>").count(), notice.annexes.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Every village stands in the first annex once, in the order of the outcome, and nothing is ranked that the outcome
    /// does not rank.
    #[test]
    fn every_village_stands_once_and_in_order(kinds in prop::collection::vec((0..4_u8, 0..9_usize), 1..40)) {
        let sent: Vec<Sent> = kinds.iter().map(|(kind, deeds)| match kind {
            0 => Sent::Nothing,
            1 => Sent::Partly(*deeds),
            2 => Sent::Excused,
            _ => Sent::Sealed(*deeds),
        }).collect();
        let (outcome, notice) = drafted(&sent, |_| {});
        let listed = &table(&notice, "各村考评名次").rows;
        let rows = outcome.rows(Level::Village);
        prop_assert_eq!(listed.len(), sent.len());
        for (listed, row) in listed.iter().zip(rows) {
            prop_assert_eq!(&listed[1], &row.name);
            let rank = row.rank.map_or_else(|| "—".to_owned(), |rank| rank.to_string());
            prop_assert_eq!(&listed[0], &rank);
            prop_assert_eq!(listed[6].split('，').any(|note| note == "后进候选"), row.candidate == Some(true));
        }
        let counted = |word: &str| listed.iter().filter(|row| row[6].contains(word)).count();
        let not_received = sent.iter().filter(|sent| **sent == Sent::Nothing).count();
        prop_assert_eq!(counted("未收到"), not_received);
        // Every sentence is whole, and no count is left out.
        let said = text(&notice);
        let found = format!("纳入考评的{}个村中", sent.len());
        prop_assert!(said.contains(&found));
        let scores: Vec<Decimal> = rows.iter().filter(|row| row.rank.is_some()).filter_map(|row| row.score).collect();
        if let (Some(most), Some(least)) = (scores.iter().max(), scores.iter().min()) {
            let apart = format!("首末相差{}分", most - least);
            prop_assert!(said.contains(&apart), "{}", said);
        }
        prop_assert!(notice.html().unwrap().contains("<thead>"));
    }
}
