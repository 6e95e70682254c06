//! Terminals that only run `sync` renew their certificates when these are due, and follow the authority.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::program;

use cunbang_identity::{CERTIFICATE_DAYS, CertificateAuthority, IdentityFiles};
use cunbang_model::clock::SystemClock;
use cunbang_model::{Clock, Timestamp};
use program::{Running, code_for, run, village};
use std::path::Path;

/// Takes the device's certificate away and gives it one that was issued so many days ago.
fn age(files: &IdentityFiles, authority: &CertificateAuthority, days: i64) -> Timestamp {
    let at = Timestamp::from_second(SystemClock.now().as_second() - days * 24 * 60 * 60).unwrap();
    let aged = authority.renew(&files.read_certificate().unwrap(), at).unwrap();
    files.write_certificate(&aged).unwrap();
    aged.not_after
}

fn days_left(until: Timestamp) -> i64 {
    (until.as_second() - SystemClock.now().as_second()) / (24 * 60 * 60)
}

/// A county that serves from this folder.
fn county_in(here: &Path) -> Running {
    let init = ["init", "county", "--unit", "620724", "--units", "gaotai", "--dir", "county"];
    run(here, 0, &[init.as_slice(), &["--listen", "127.0.0.1:0", "--health", "127.0.0.1:0"]].concat());
    Running::start(&here.join("county"))
}

#[test]
fn a_terminal_that_only_syncs_renews_when_it_is_due() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let county = county_in(here);
    let authority = IdentityFiles::new(here.join("county/identity")).read_authority().unwrap();
    let enrol = |dir: &str| {
        let code = code_for(here, &village(0));
        run(here, 0, &["init", "terminal", "--upstream", &county.address, "--code", &code, "--dir", dir]);
        IdentityFiles::new(here.join(dir).join("identity"))
    };
    let files = enrol("village");
    let until = || files.read_certificate().unwrap().not_after;
    let sync = |dir: &str| run(here, 0, &["sync", "--dir", dir]).1;

    let issued = until();
    assert!(!sync("village").contains("renewed"));
    assert_eq!(until(), issued, "one that is fresh is left alone");
    let ends = age(&files, &authority, CERTIFICATE_DAYS - 61);
    assert!(!sync("village").contains("renewed"));
    assert_eq!(until(), ends, "61 days are enough");
    age(&files, &authority, CERTIFICATE_DAYS - 59);
    let said = sync("village");
    assert!(said.contains("证书已续期"), "{said}");
    assert!(days_left(until()) >= CERTIFICATE_DAYS - 1);
    // One that has expired is renewed before anything is exchanged.
    let ends = age(&files, &authority, CERTIFICATE_DAYS + 30);
    assert!(days_left(ends) < 0);
    let said = sync("village");
    assert!(said.contains("证书已续期"), "{said}");
    assert!(days_left(until()) >= CERTIFICATE_DAYS - 1);

    // Where the renewal fails, what is exchanged is exchanged, and the next sync tries again.
    let key = here.join("county/identity/ca-key.pem");
    std::fs::rename(&key, here.join("kept.pem")).unwrap();
    let ends = age(&files, &authority, CERTIFICATE_DAYS - 10);
    let said = sync("village");
    assert!(said.contains("could not be renewed yet") && said.contains("has no key here"), "{said}");
    assert_eq!(until(), ends);
    std::fs::rename(here.join("kept.pem"), &key).unwrap();
    assert!(sync("village").contains("证书已续期"));
    assert!(Path::new(&key).exists());
    assert_eq!(county.stop(), Some(0));
}

/// A machine that was switched off for long renews when it starts: nobody is told that it could not.
#[test]
fn a_start_with_an_expired_certificate_renews_before_it_says_that_it_could_not() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let county = county_in(here);
    let code = code_for(here, &village(0));
    run(here, 0, &["init", "terminal", "--upstream", &county.address, "--code", &code, "--dir", "village"]);
    let configuration = here.join("village/cunbang.toml");
    let text = std::fs::read_to_string(&configuration).unwrap();
    std::fs::write(&configuration, text.replace(":7480", ":0").replace(":7470", ":0")).unwrap();
    let files = IdentityFiles::new(here.join("village/identity"));
    age(&files, &IdentityFiles::new(here.join("county/identity")).read_authority().unwrap(), CERTIFICATE_DAYS + 30);
    let log = here.join("log");
    let mut serving = std::process::Command::new(env!("CARGO_BIN_EXE_cunbang"))
        .args(["serve", "--dir", "village"])
        .current_dir(here)
        .stdout(std::process::Stdio::null())
        .stderr(std::fs::File::create(&log).unwrap())
        .spawn()
        .unwrap();
    let said = || std::fs::read_to_string(&log).unwrap();
    for _ in 0..600 {
        if said().contains("health page on") {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    serving.kill().unwrap();
    serving.wait().unwrap();
    let said = said();
    assert!(said.contains("health page on") && !said.contains("could not be renewed"), "{said}");
    assert!(days_left(files.read_certificate().unwrap().not_after) >= CERTIFICATE_DAYS - 1);
    assert_eq!(county.stop(), Some(0));
}

/// What a county issued to itself while its clock was ahead holds for nobody until then: it issues itself another.
#[test]
fn a_county_whose_clock_was_ahead_renews_itself_again() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let county = county_in(here);
    assert_eq!(county.stop(), Some(0));
    let files = IdentityFiles::new(here.join("county/identity"));
    age(&files, &files.read_authority().unwrap(), -380);
    let now = SystemClock.now();
    assert!(files.read_certificate().unwrap().not_before > now);
    let county = Running::start(&here.join("county"));
    let is_good = || files.read_certificate().unwrap().not_before <= now;
    for _ in 0..600 {
        if is_good() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert!(is_good(), "{:?}", files.read_certificate());
    let code = code_for(here, &village(0));
    run(here, 0, &["init", "terminal", "--upstream", &county.address, "--code", &code, "--dir", "village"]);
    run(here, 0, &["sync", "--dir", "village"]);
    assert_eq!(county.stop(), Some(0));
}

/// A device that was away for more than its certificate's life follows with its renewal.
#[test]
fn an_expired_terminal_follows_a_new_authority() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let county = county_in(here);
    let authority = IdentityFiles::new(here.join("county/identity")).read_authority().unwrap();
    let code = code_for(here, &village(0));
    run(here, 0, &["init", "terminal", "--upstream", &county.address, "--code", &code, "--dir", "village"]);
    let files = IdentityFiles::new(here.join("village/identity"));
    age(&files, &authority, CERTIFICATE_DAYS + 30);
    std::fs::remove_file(here.join("county/identity/ca-key.pem")).unwrap();
    run(here, 0, &["authority", "replace", "--reason", "遗失", "--dir", "county"]);
    let next = IdentityFiles::new(here.join("county/identity")).read_authorities().unwrap();
    let (_, said) = run(here, 0, &["sync", "--dir", "village"]);
    assert!(said.contains("证书已续期"), "{said}");
    assert_eq!(files.read_authorities().unwrap(), next);
    let certificate = files.read_certificate().unwrap();
    assert_eq!(next.issuer_of(&certificate), Some(next.current()));
    assert_eq!(county.stop(), Some(0));
}

/// Devices that have not followed are a trouble while the county can still show them a certificate they know.
#[test]
fn who_has_not_followed_is_counted_before_it_is_too_late() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let county = county_in(here);
    let code = code_for(here, &village(0));
    run(here, 0, &["init", "terminal", "--upstream", &county.address, "--code", &code, "--dir", "village"]);
    run(here, 0, &["sync", "--dir", "village"]);
    assert_eq!(county.stop(), Some(0));
    let files = IdentityFiles::new(here.join("county/identity"));
    let authority = files.read_authority().unwrap();
    age(&files, &authority, CERTIFICATE_DAYS - 50);
    std::fs::remove_file(here.join("county/identity/ca-key.pem")).unwrap();
    run(here, 0, &["authority", "replace", "--reason", "遗失", "--dir", "county"]);

    let county = Running::start(&here.join("county"));
    let (status, body) = county.health();
    assert!(status.contains("503"), "{status}");
    let troubles = body.to_string();
    assert!(troubles.contains("1 台设备（620724101200）尚未换用新的根证书"), "{troubles}");
    let (behind, _) = run(here, 0, &["authority", "show", "--behind", "--format", "csv", "--dir", "county"]);
    assert!(behind.contains(&village(0)), "{behind}");
    // It listens elsewhere than before.
    let configuration = here.join("village/cunbang.toml");
    let lines = std::fs::read_to_string(&configuration).unwrap();
    let lines = lines.lines().map(|line| match line.strip_prefix("address = ") {
        Some(_) => format!("address = \"{}\"\n", county.address),
        None => format!("{line}\n"),
    });
    std::fs::write(&configuration, lines.collect::<String>()).unwrap();
    let (_, said) = run(here, 0, &["sync", "--dir", "village"]);
    assert!(said.contains("证书已续期"), "{said}");
    let (status, body) = county.health();
    assert!(status.contains("200"), "{status} {body}");
    assert_eq!(county.stop(), Some(0));
}
