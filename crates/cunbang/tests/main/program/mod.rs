//! The program as people start it, and a small township's records to start it on.
#![allow(dead_code, reason = "each file of tests uses a part of it")]

use serde_json::Value;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// Runs `cunbang` in a folder.
pub(crate) fn cunbang(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cunbang"))
        .args(arguments)
        .current_dir(directory)
        .env_remove("CUNBANG_DIR")
        .env_remove("CUNBANG_STORE")
        .env_remove("CUNBANG_LOG")
        .env("CUNBANG_OPERATOR", "张三")
        .env("CUNBANG_PASSPHRASE", "试验用的备份口令")
        .output()
        .unwrap()
}

/// Runs `cunbang`, which must end with a code, and gives its output and its messages.
pub(crate) fn run(directory: &Path, code: i32, arguments: &[&str]) -> (String, String) {
    let output = cunbang(directory, arguments);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, said) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "cunbang {arguments:?}\n{out}\n{said}");
    (out, said)
}

/// A village's code.
pub(crate) fn village(number: u32) -> String {
    format!("6207241012{number:02}")
}

/// Writes a quarter's records of villages into a folder, as CSV.
pub(crate) fn write_records(folder: &Path, villages: impl IntoIterator<Item = u32>) {
    std::fs::create_dir_all(folder).unwrap();
    let mut members = "unit,member,name,status\n".to_owned();
    let mut meetings = "unit,meeting,kind,date\n".to_owned();
    let mut attendance = "unit,meeting,member,mark\n".to_owned();
    let mut deeds = "unit,deed,member,date,kind,text,confirmed_on,confirmed_by\n".to_owned();
    for number in villages {
        let unit = village(number);
        for member in 0..6 {
            writeln!(members, "{unit},m{member},党员{number}-{member},full").unwrap();
        }
        for month in 7..=9 {
            writeln!(meetings, "{unit},t{month},theme_day,2026-{month:02}-15").unwrap();
            for member in 0..6 {
                let mark = if (number + member) % 7 == 0 { "absent" } else { "present" };
                writeln!(attendance, "{unit},t{month},m{member},{mark}").unwrap();
            }
        }
        for deed in 0..=number {
            writeln!(deeds, "{unit},d{deed},m{},2026-08-02,serving_others,帮扶,2026-08-15,支部", deed % 6).unwrap();
        }
    }
    for (name, text) in [("members", members), ("meetings", meetings), ("attendance", attendance), ("deeds", deeds)] {
        std::fs::write(folder.join(name).with_extension("csv"), text).unwrap();
    }
}

/// A node that is running; it is ended when the test ends, however that is.
pub(crate) struct Running {
    process: Child,
    /// Where it listens for those below it.
    pub(crate) address: String,
    /// Where its health page is.
    pub(crate) health: String,
}

impl Running {
    /// Starts `cunbang serve`, and waits until it says where it listens.
    pub(crate) fn start(directory: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_cunbang"))
            .arg("serve")
            .arg("--dir")
            .arg(directory)
            .env("CUNBANG_OPERATOR", "服务")
            .env_remove("CUNBANG_STORE")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(process.stderr.take().unwrap()).lines();
        let mut wait_for = |before: &str| {
            let line = said.by_ref().map(Result::unwrap).find(|line| line.contains(before)).expect(before);
            line.split_once(before).unwrap().1.trim_end_matches('/').to_owned()
        };
        let address = wait_for("listens on ");
        let health = wait_for("health page on http://");
        // Whoever writes to a closed pipe ends: its log is read on to the end.
        std::thread::spawn(move || said.for_each(drop));
        Self { process, address, health }
    }

    /// What `/health` says.
    pub(crate) fn health(&self) -> (String, Value) {
        let mut stream = std::net::TcpStream::connect(&self.health).unwrap();
        write!(stream, "GET /health HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.health).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.lines().next().unwrap().to_owned(), serde_json::from_str(body).unwrap())
    }

    /// Asks it to end, as a service manager does, and gives its exit code.
    pub(crate) fn stop(mut self) -> Option<i32> {
        let told = Command::new("kill").arg(self.process.id().to_string()).status().unwrap();
        assert!(told.success());
        self.process.wait().unwrap().code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A one-time code of the county for a device of a unit.
pub(crate) fn code_for(here: &Path, unit: &str) -> String {
    let (json, _) = run(here, 0, &["enrol", "code", "--unit", unit, "--dir", "county", "--format", "json"]);
    serde_json::from_str::<Value>(&json).unwrap()[0]["code"].as_str().unwrap().to_owned()
}
