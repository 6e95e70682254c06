//! `cunbang verify`: an evidence file, recomputed from nothing else.

use crate::command::enrol::county_time;
use crate::exit;
use crate::printing;
use crate::progress;
use clap::{Args, ValueEnum};
use cunbang_evidence::{Discrepancy, EvidenceFault, Omission, Verified, read_receipts, verify_evidence_file_within};
use cunbang_language::{lazily, say};
use cunbang_model::shown::in_line;
use cunbang_scheme::{Level, Told};
use data_encoding::HEXLOWER_PERMISSIVE;
use serde_json::json;
use std::fmt::Write as _;
use std::fs::File;
use std::path::{Path, PathBuf};

const MIB: u64 = 1024 * 1024;

/// Verify an evidence file: follow every signature, recompute the ranking, compare byte for byte
///
/// It needs nothing but the file. That the authority in it is the county's, you check yourself: compare
/// the fingerprint with the one that the county makes known, or name it with --authority; where the county
/// replaced its authority, either fingerprint will do for a file that was made since. That the run is
/// the one that was published, too: compare its id with the bulletin, or name it with --run.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cunbang verify 2026Q3.jsonl.zst --authority 5f0c… --run 3f9c2ab10d4e")]
pub(crate) struct VerifyArguments {
    /// The evidence file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The fingerprint of the county's authority, 64 hexadecimal digits
    #[arg(long, value_name = "FINGERPRINT", value_parser = fingerprint)]
    authority: Option<[u8; 32]>,
    /// The run that was published: its id in the bulletin, or the first 12 digits of it or more
    #[arg(long, value_name = "ID", value_parser = run_id)]
    run: Option<String>,
    /// Receipts that somebody holds, as `cunbang receipts` writes them: does the run rest on all that was received?
    #[arg(long, value_name = "FILE")]
    receipts: Option<PathBuf>,
    /// The most that the file may hold, unpacked, in MiB; a larger one needs up to ten times that memory
    #[arg(long, value_name = "MIB", default_value_t = cunbang_evidence::USUAL_BYTES / MIB, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    most_mib: u64,
    /// How to print what was found
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: VerifyFormat,
}

/// How a verification is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum VerifyFormat {
    /// Lines for people
    #[default]
    Text,
    /// One object
    Json,
}

fn fingerprint(text: &str) -> Result<[u8; 32], String> {
    let digits: String = text.chars().filter(|character| !matches!(character, ':' | ' ')).collect();
    let bytes = HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok();
    bytes.and_then(|bytes| bytes.try_into().ok()).ok_or_else(|| say!("verify-expected-hexadecimal-digits"))
}

/// The beginning of a run's id: as much as is printed, so that nobody can make a run that begins the same.
fn run_id(text: &str) -> Result<String, String> {
    let is_one = (12..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_one { Ok(text.to_ascii_lowercase()) } else { Err(say!("verify-expected-hexadecimal-digits-again")) }
}

/// Verifies.
pub(crate) fn run(arguments: &VerifyArguments) -> anyhow::Result<()> {
    let progress = progress::spinner(&say!("verify-following-signatures-recomputing"));
    let verified = verify_evidence_file_within(&arguments.file, arguments.authority, arguments.most_mib * MIB);
    let verified = verified.and_then(|verified| {
        check_run(&verified, arguments.run.as_deref())?;
        Ok(verified)
    });
    let compared = match (&verified, arguments.receipts.as_deref()) {
        (Ok(verified), Some(path)) => Some(compare(verified, path)?),
        _ => None,
    };
    let verified = verified.map(|verified| (verified, compared));
    progress.finish_and_clear();
    match (verified, arguments.format) {
        (Ok((verified, compared)), VerifyFormat::Text) => {
            let omissions = compared.as_ref().map(tell).unwrap_or_default();
            printing::text(&format!("{}{omissions}", describe(&verified, arguments)))?;
            refuse_if_proven(arguments, compared)
        }
        (Ok((verified, compared)), VerifyFormat::Json) => {
            let mut all = found(&verified);
            if let Some(compared) = &compared {
                all["receipts_held"] = json!(compared.held);
                all["receipts_compared"] = json!(compared.concerned);
                all["omissions"] = compared.omissions.iter().map(omission).collect();
            }
            printing::text(&serde_json::to_string_pretty(&all)?)?;
            refuse_if_proven(arguments, compared)
        }
        (Err(fault), format) => {
            if format == VerifyFormat::Json {
                let failed = json!({ "verified": false, "place": fault.place(), "reason": fault.to_string() });
                printing::text(&serde_json::to_string_pretty(&failed)?)?;
            }
            Err(ended(&arguments.file, &fault))
        }
    }
}

/// How many receipts concern the run, of how many, and what it leaves out of them.
struct Compared {
    concerned: usize,
    held: usize,
    omissions: Vec<Omission>,
}

/// What is wrong with the receipts says nothing of the evidence.
fn compare(verified: &Verified, path: &Path) -> anyhow::Result<Compared> {
    let faulty =
        |fault: &dyn std::fmt::Display| exit::input(say!("verify-receipts", path = path.display(), fault = fault));
    let file = File::open(path).map_err(|error| faulty(&error))?;
    // What is no file of receipts is a wrong input; only of receipts can be said that they do not hold.
    let refused = |fault: &EvidenceFault| {
        exit::refused(in_line(&say!("verify-receipts", path = path.display(), fault = fault)).into_owned())
    };
    let held = read_receipts(file).map_err(|fault| match fault {
        EvidenceFault::Line { line: 1, .. } => faulty(&fault),
        fault => refused(&fault),
    })?;
    let (concerned, omissions) = verified.omissions(&held).map_err(|fault| refused(&fault))?;
    Ok(Compared { concerned, held: held.receipts.len(), omissions })
}

/// A list that leaves out what its own node had received holds, and is not to be relied on.
fn refuse_if_proven(arguments: &VerifyArguments, compared: Option<Compared>) -> anyhow::Result<()> {
    let proven = compared.map_or(0, |compared| compared.omissions.iter().filter(|one| one.is_proven).count());
    if proven == 0 {
        return Ok(());
    }
    Err(exit::refused(say!("verify-run-leaves-out-what", file = arguments.file.display(), receipts = proven)))
}

fn tell(Compared { concerned, held, omissions }: &Compared) -> String {
    let mut text = match held - concerned {
        0 => String::new(),
        others => format!("\n{}", say!("verify-other-periods-or-units", others = others)),
    };
    if *concerned == 0 {
        text.push_str(&format!("\n{}", say!("verify-none-receipts-concerns-run")));
        return text;
    }
    if omissions.is_empty() {
        let _ = write!(text, "\n{}", say!("verify-rests-on-all", concerned = concerned));
        return text;
    }
    let differing = omissions.len();
    let _ = write!(text, "\n{}", say!("verify-omissions", concerned = concerned, differing = differing));
    for one in omissions {
        let receipt = &one.receipt;
        let what = lazily(|| match &one.what {
            Discrepancy::LeftOut { rests_on } => {
                say!("verify-run-rests-its-entries", rests_on = rests_on)
            }
            Discrepancy::OtherEntries => say!("verify-run-rests-other-entries"),
            Discrepancy::Sealed => say!("verify-run-denies-seal"),
            Discrepancy::Later { used } => {
                say!("verify-run-goes", used = county_time(*used))
            }
        });
        let weight =
            lazily(
                || {
                    if one.is_proven { say!("verify-proven-runs-node-had") } else { say!("verify-may-have-been-way") }
                },
            );
        let at = county_time(receipt.received_at);
        let _ = write!(
            text,
            "\n  {}",
            say!(
                "verify-received",
                log = receipt.log,
                number = receipt.number,
                unit = receipt.unit,
                at = at,
                node = receipt.node,
                what = what,
                weight = weight
            )
        );
    }
    text
}

fn omission(one: &Omission) -> serde_json::Value {
    let (what, detail) = match &one.what {
        Discrepancy::LeftOut { rests_on } => ("left_out", json!(rests_on)),
        Discrepancy::OtherEntries => ("other_entries", json!(null)),
        Discrepancy::Later { used } => ("later", json!(used)),
        Discrepancy::Sealed => ("sealed", json!(null)),
    };
    json!({
        "document": one.receipt.log.document.to_string(),
        "writer": one.receipt.log.writer.to_string(),
        "number": one.receipt.number,
        "received_by": { "unit": one.receipt.unit, "node": one.receipt.node },
        "received_at": one.receipt.received_at,
        "what": what,
        "run_goes_by": detail,
        "proven": one.is_proven,
    })
}

/// Refuses the proof of another run than the one asked for.
fn check_run(verified: &Verified, wanted: Option<&str>) -> Result<(), EvidenceFault> {
    match wanted {
        Some(wanted) if !verified.run.starts_with(wanted) => {
            Err(EvidenceFault::OtherRun { found: verified.run.clone(), wanted: wanted.to_owned() })
        }
        _ => Ok(()),
    }
}

/// What is no evidence is a wrong input; only of evidence can be said that it does not hold.
fn ended(file: &Path, fault: &EvidenceFault) -> anyhow::Error {
    match fault {
        EvidenceFault::File { .. } => exit::input(fault.to_string()),
        EvidenceFault::NotEvidence => exit::input(format!("{}: {fault}", file.display())),
        // Faults of a scheme are a list; everything else is one line, whatever it quotes from the file.
        EvidenceFault::Assess(_) => not_verified(file, || fault.to_string()),
        _ => not_verified(file, || in_line(&fault.to_string()).into_owned()),
    }
}

fn not_verified(file: &Path, why: impl Fn() -> String) -> anyhow::Error {
    exit::refused(say!("verify-not-verified", file = file.display(), why = lazily(&why)))
}

fn found(verified: &Verified) -> serde_json::Value {
    json!({
        "verified": true,
        "run": verified.run,
        "authority": verified.authority,
        "successions": verified.successions.iter().map(|one| json!({
            "authority": one.authority,
            "follows": one.follows,
            "stated_by": { "unit": one.stated_by.unit, "device": one.stated_by.device, "label": one.stated_by.label },
        })).collect::<Vec<_>>(),
        "stated_by": {
            "unit": verified.stated_by.unit,
            "name": verified.stated_by_name,
            "device": verified.stated_by.device,
            "label": verified.stated_by.label,
        },
        "record": verified.record,
        "documents": verified.documents,
        "logs": verified.logs,
        "entries": verified.entries,
        "rows": verified.rows,
        "receipts": verified.receipts,
        "devices": verified.devices,
        "outcome_hash": verified.outcome.hash(),
    })
}

fn describe(verified: &Verified, arguments: &VerifyArguments) -> String {
    let outcome = &verified.outcome;
    let villages = outcome.rows(Level::Village);
    let received = villages.iter().filter(|row| row.told() == Told::Received).count();
    let mut text = say!(
        "verify-verified",
        run = verified.run,
        period = outcome.period,
        scheme = in_line(&outcome.scheme.name),
        hash = &outcome.scheme.hash[..12],
        received = received,
        villages = villages.len(),
        candidates = outcome.candidates().count(),
        documents = verified.documents,
        logs = verified.logs,
        devices = verified.devices,
        entries = verified.entries,
        rows = verified.rows,
        receipts = verified.receipts
    );
    let by = &verified.stated_by;
    // A unit above the one that is ranked is not in the file's tree, and has its code alone.
    let code = by.unit.to_string();
    let name = Some(&verified.stated_by_name)
        .filter(|name| **name != code)
        .map_or_else(String::new, |name| format!(" {}", in_line(name)));
    let _ = write!(
        text,
        "\n{}",
        say!("verify-stated-device", code = code, name = name, device = by.device, label = by.label)
    );
    if arguments.run.is_none() {
        text.push_str(&format!("\n{}", say!("verify-compare-runs-id-one")));
    }
    if arguments.authority.is_none() {
        let _ =
            write!(text, "\n{}", say!("verify-authority-compare-fingerprint-county", authority = verified.authority));
    }
    for one in &verified.successions {
        let _ = write!(
            text,
            "\n{}",
            say!(
                "verify-countys-authority-replaced-follows",
                authority = one.authority,
                follows = one.follows,
                unit = one.stated_by.unit,
                device = one.stated_by.device,
                label = one.stated_by.label
            )
        );
    }
    if let Some(since) = &verified.record.scheme.public_since {
        let _ = write!(
            text,
            "\n{}",
            say!("verify-scheme-public-since-device", at = since.at, unit = since.unit, witness = since.witness)
        );
    }
    if verified.record.contents.is_none() {
        let _ = write!(text, "\n{}", say!("verify-unbound", outcome = verified.outcome.hash()));
    }
    let told = || verified.record.warnings().into_iter().chain(verified.notes.said());
    for index in 0..told().count() {
        // Each is said in the language of what it stands in.
        let warning = lazily(|| told().nth(index).map(|one| in_line(&one).into_owned()).unwrap_or_default());
        let _ = write!(text, "\n{}", say!("verify-note", warning = warning));
    }
    text
}
