//! What every official document has: issuer, number, title, addressee, imprint, and that another took its place.

use super::*;

#[test]
fn formalities_follow_from_the_unit_and_the_period() {
    let (_, notice) = drafted(&twenty(), |_| {});
    assert_eq!(notice.issuer, "中共长兴县委组织部");
    assert_eq!(notice.number, "考评通报〔2026〕\u{3000}号", "whoever keeps the register knows it");
    assert_eq!(notice.title, "中共长兴县委组织部关于2026年第三季度村级组织考评结果的通报");
    assert_eq!(notice.addressee, "各乡镇党委、街道党工委，各村党组织");
    let (_, draft) = drafted(&twenty(), |input| {
        input.is_draft = true;
        input.issuer = Some("长兴县委办");
        input.number = Some("长委办〔2026〕19号");
    });
    assert_eq!(draft.title, "长兴县委办关于2026年第三季度村级组织考评结果的通报（征求意见稿）");
    assert_eq!(draft.number, "长委办〔2026〕19号");
    // The title breaks between words, and the year of the number is that in which it goes out.
    let lines = ["中共长兴县委组织部关于2026年第三季度", "村级组织考评结果的通报"];
    assert_eq!(notice.title_lines, lines);
    assert!(notice.html().unwrap().contains(&lines.join("<br>")));
    assert!(part(&notice.docx().unwrap(), "word/document.xml").contains("季度</w:t><w:br/><w:t>村级组织"));
    let (_, later) = drafted(&twenty(), |input| input.date = "2027-01-05".parse().unwrap());
    assert_eq!(later.number, "考评通报〔2027〕\u{3000}号");
    let (_, street) = drafted(&twenty(), |input| input.unit = "330522101".parse().unwrap());
    assert_eq!(street.issuer, "中共雉城街道工作委员会");
    let place =
        notice.body.iter().position(|block| matches!(block, Block::Paragraph(text) if text.starts_with("附件：")));
    assert_eq!(notice.body[place.unwrap() - 1], Block::Paragraph("\u{3000}".to_owned()));
    assert!(text(&draft).contains("征求意见") && !text(&notice).contains("征求意见"));
}

#[test]
fn a_replaced_list_says_so_before_all_else_in_both_files() {
    let said = "已被替代：本通报所依据的排名（编号 3f9c2ab10d4e）已于2026年10月18日被新发布的排名（编号 77aa88bb99cc）替代，以新发布的为准。";
    let (_, notice) = drafted(&twenty(), |input| {
        input.replaced_by = Some(("77aa88bb99cc0011", "2026-10-18".parse().unwrap()));
    });
    for file in [notice.html().unwrap(), part(&notice.docx().unwrap(), "word/document.xml")] {
        let (before, title) = (file.find(said).unwrap(), file.find(">中共长兴县委组织部<").unwrap());
        assert!(before < title, "{file}");
    }
    let said = "已撤回：本通报所依据的排名（编号 3f9c2ab10d4e）已于2026年10月17日撤回，理由：漏计。本通报不再有效。";
    let (_, withdrawn) = drafted(&twenty(), |input| {
        input.withdrawn = Some(("漏计。", Some("2026-10-17".parse().unwrap())));
    });
    assert_eq!(withdrawn.replaced.as_deref(), Some(said));
    assert!(withdrawn.html().unwrap().contains(said) && !withdrawn.title.contains("征求意见"));
    let (_, both) = drafted(&twenty(), |input| {
        input.withdrawn = Some(("漏计", None));
        input.replaced_by = Some(("77aa88bb99cc0011", "2026-10-18".parse().unwrap()));
    });
    let said = "已撤回：本通报所依据的排名（编号 3f9c2ab10d4e）已撤回，理由：漏计。现行有效的是2026年10月18日发布的排名（编号 77aa88bb99cc）。";
    assert_eq!(both.replaced.as_deref(), Some(said));
    let (_, stands) = drafted(&twenty(), |_| {});
    assert!(!stands.html().unwrap().contains("已被替代"));
    assert!(!part(&stands.docx().unwrap(), "word/document.xml").contains("已被替代"));
}

/// GB/T 9704-2012, 7.3.5.1: the date four characters from the edge, the issuer above it, with its middle over the date's.
#[test]
fn the_issuer_stands_above_the_middle_of_the_date() {
    // 9 characters over 7 (15th October 2026): one more on each side.
    let (_, notice) = drafted(&twenty(), |_| {});
    let (page, document) = (notice.html().unwrap(), part(&notice.docx().unwrap(), "word/document.xml"));
    let at = |characters: &str, said: &str| format!("padding-right:calc(var(--character) * {characters})\">{said}</p>");
    assert!(page.contains(&at("3", "中共长兴县委组织部")) && page.contains(&at("4", "2026年10月15日")), "{page}");
    assert!(
        document.contains("w:rightChars=\"300\" w:right=\"960\"")
            && document.contains("w:rightChars=\"400\" w:right=\"1280\"")
    );
    // A short one is within; one that would reach beyond the edge moves the date.
    let of = |issuer: &str| formalities::Signature::of(issuer, "2026年10月15日");
    assert_eq!(of("县委办"), formalities::Signature { issuer: 600, date: 400 });
    assert_eq!(of(&"县".repeat(17)), formalities::Signature { issuer: 0, date: 500 });
}

/// GB/T 9704-2012, 7.4: who gets a copy, with a full stop after the last; who prints it, and the day with the word for it.
#[test]
fn the_imprint_stands_at_the_end_of_both_files() {
    let (_, plain) = drafted(&twenty(), |_| {});
    assert_eq!(plain.imprint.copied_to, None);
    assert_eq!(plain.imprint.printed_by, "中共长兴县委组织部");
    assert!(!plain.html().unwrap().contains("抄送"));
    let (_, notice) = drafted(&twenty(), |input| {
        input.copied_to = Some("抄送: 县纪委监委, 县委办公室；县农业农村局。");
        input.printed_by = Some("中共长兴县委组织部办公室");
    });
    let copied = "抄送：县纪委监委，县委办公室，县农业农村局。";
    assert_eq!(notice.imprint.copied_to.as_deref(), Some(copied));
    assert!(notice.imprint.printed_on.ends_with("日印发"), "{}", notice.imprint.printed_on);
    let (page, document) = (notice.html().unwrap(), part(&notice.docx().unwrap(), "word/document.xml"));
    for file in [&page, &document] {
        let place = |text: &str| file.find(text).unwrap_or_else(|| panic!("{text} is missing"));
        let last_annex = place(&notice.annexes.last().unwrap().title);
        assert!(last_annex < place(copied) && place(copied) < place("组织部办公室"));
        assert!(place("组织部办公室") < place(&notice.imprint.printed_on));
    }
}
