//! Every village of a county pushes its quarter at once; the server is a process of its own.

use crate::setting::{County, node_over};
use crate::wire::write_quarter;
use cunbang_desk::Desk;
use cunbang_identity::IdentityFiles;
use cunbang_model::Role;
use cunbang_store::MemoryStore;
use cunbang_sync::{Limits, ServeOptions, Upstream, UpstreamAddress, serve};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Barrier;

pub struct Storm {
    pub villages: usize,
    pub wall: Duration,
    pub server_cpu: Duration,
    pub server_peak_kib: u64,
}

/// The server's side: serves the identity in a folder until its input ends.
pub async fn serve_folder(folder: &Path) {
    let identity = IdentityFiles::new(folder).load().unwrap_or_else(|error| panic!("{error}"));
    let store = cunbang_store::open(&format!("sqlite:{}", folder.join("data.sqlite").display()))
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    let node = node_over(store, identity).await;
    let options = ServeOptions {
        listen: ([127, 0, 0, 1], 0).into(),
        authority: None,
        upstream: None,
        limits: Limits::default(),
        exporter: None,
    };
    let serving = serve(Desk::new(node), options).await.unwrap_or_else(|error| panic!("{error}"));
    println!("{}", serving.address());
    let _ = tokio::task::spawn_blocking(|| std::io::stdin().lock().lines().next()).await;
    serving.shutdown().await;
}

struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(folder: &Path) -> Self {
        let program = std::env::current_exe().unwrap_or_else(|error| panic!("{error}"));
        let mut child = Command::new(program)
            .arg("--serve")
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{error}"));
        let output = child.stdout.take().unwrap_or_else(|| panic!("the server has no output"));
        let mut address = String::new();
        BufReader::new(output).read_line(&mut address).unwrap_or_else(|error| panic!("{error}"));
        Self { child, address: address.trim().to_owned() }
    }

    fn cpu(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks: u64 = fields.iter().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
        Duration::from_millis(ticks * 10)
    }

    fn peak_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

pub async fn measure(county: &County) -> Storm {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let files = IdentityFiles::new(folder.path());
    let identity = county.identity(county.root, Role::Node);
    files.write_key(identity.key()).unwrap_or_else(|error| panic!("{error}"));
    files.write_certificate(identity.certificate()).unwrap_or_else(|error| panic!("{error}"));
    files.write_authority_certificate(identity.authority_der()).unwrap_or_else(|error| panic!("{error}"));
    let server = Server::start(folder.path());
    let mut links = Vec::new();
    for (number, village) in county.villages.iter().enumerate() {
        let node = node_over(Arc::new(MemoryStore::new()), county.identity(*village, Role::Terminal)).await;
        write_quarter(&node, number as u64).await;
        let address = UpstreamAddress { unit: county.root, address: server.address.clone() };
        links.push(Upstream::new(node, address).unwrap_or_else(|error| panic!("{error}")));
    }
    let (cpu_before, barrier) = (server.cpu(), Arc::new(Barrier::new(links.len() + 1)));
    let tasks: Vec<_> = links
        .into_iter()
        .map(|link| {
            let barrier = Arc::clone(&barrier);
            tokio::spawn(async move {
                barrier.wait().await;
                let report = link.sync().await.unwrap_or_else(|error| panic!("{error}"));
                assert_eq!((report.acknowledged_entries, report.refused.len()), (200, 0));
            })
        })
        .collect();
    let villages = tasks.len();
    barrier.wait().await;
    let start = Instant::now();
    for task in tasks {
        task.await.unwrap_or_else(|error| panic!("{error}"));
    }
    let wall = start.elapsed();
    tokio::time::sleep(Duration::from_millis(100)).await;
    Storm { villages, wall, server_cpu: server.cpu().saturating_sub(cpu_before), server_peak_kib: server.peak_kib() }
}
