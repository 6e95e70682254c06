//! Besiegers of a storm, all at once, and again as soon as they are turned away: devices that don't read what they
//! asked for; strangers who say nothing, show no certificate or enrol with rubbish; and one hostile device with a valid
//! certificate that does everything that it can.
//!
//! They are a process of their own, so that they take no turns from honest terminals other than at the server and, on
//! one machine, of its processors.

use crate::setting::County;
use crate::storm::open_files;
use cunbang_identity::{
    DeviceCertificate, Identity, IdentityFiles, client_config, enrolling_client_config, enrolment_server_name,
    server_name,
};
use cunbang_model::clock::SystemClock;
use cunbang_model::{Clock, DocumentKind, DocumentName, Period, Role};
use cunbang_sync::connection::channel_over;
use cunbang_sync::proto::enrolment_client::EnrolmentClient;
use cunbang_sync::proto::sync_client::SyncClient;
use cunbang_sync::proto::{EnrolRequest, Hello, Segment, Up};
use cunbang_world::hostile::{Hand, largest, pushed};
use cunbang_world::rows::deed_on;
use std::io::{self, BufRead, BufReader, Write as _};
use std::net::SocketAddr;
use std::path::Path;
use std::pin::Pin;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsConnector;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::Channel;

/// Machines that strangers are spread over.
const MACHINES: usize = 32;
/// How soon a besieger comes again: no line is faster.
const REST: Duration = Duration::from_millis(50);
const PATIENCE: Duration = Duration::from_secs(20);
/// What a reader that stops reading its socket has read until then: enough to be let in.
const FIRST_BYTES: usize = 4096;
/// Exchanges of one slow reader, as many as a node keeps open for a device.
const UNREAD_EXCHANGES: usize = 3;
/// Connections over which the hostile device pushes. More would take each other's place.
const FLOODS: usize = 2;
/// Exchanges that it leaves unread beside them, as many as a connection may have streams.
const UNREAD_STREAMS: usize = 16;

/// Who besieges.
pub struct Besiegers {
    slow: Vec<Identity>,
    hostile: Identity,
    strangers: usize,
}

impl Besiegers {
    /// As many as belong to a storm of this size: 200 slow readers and 500 strangers to 2,000 terminals, and never
    /// fewer than 20 and 50.
    pub fn of(county: &County, terminals: usize) -> Self {
        Self {
            // A county's laptop is sent everything.
            slow: (0..(terminals / 10).max(20)).map(|_| county.identity(county.root, Role::Terminal)).collect(),
            hostile: county.identity(county.villages[0], Role::Terminal),
            strangers: (terminals / 4).max(50),
        }
    }

    /// Those who are enrolled.
    pub fn certificates(&self) -> impl Iterator<Item = &DeviceCertificate> {
        self.slow.iter().chain([&self.hostile]).map(Identity::certificate)
    }

    /// Starts them, and waits until each has gone for the server once.
    pub fn besiege(&self, address: &str) -> Siege {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        write_identity(&folder.path().join("hostile"), &self.hostile);
        for (number, identity) in self.slow.iter().enumerate() {
            write_identity(&folder.path().join(format!("slow-{number}")), identity);
        }
        let program = std::env::current_exe().unwrap_or_else(|error| panic!("{error}"));
        let mut child = Command::new(program)
            .arg("--besiege")
            .arg(folder.path())
            .args([address, &self.slow.len().to_string(), &self.strangers.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{error}"));
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            panic!("the besiegers have neither input nor output")
        };
        let mut siege = Siege { child, input: Some(input), output: BufReader::new(output), _folder: folder };
        siege.hear();
        siege
    }
}

fn write_identity(folder: &Path, identity: &Identity) {
    let files = IdentityFiles::new(folder);
    files
        .write_key(identity.key())
        .and_then(|()| files.write_certificate(identity.certificate()))
        .and_then(|()| files.write_authorities(identity.authorities()))
        .unwrap_or_else(|error| panic!("{error}"));
}

/// The besiegers at work, until this is dropped.
pub struct Siege {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    _folder: TempDir,
}

impl Siege {
    /// Who they are and what they have done.
    pub fn so_far(&mut self) -> String {
        if let Some(input) = &mut self.input {
            input.write_all(b"\n").unwrap_or_else(|error| panic!("{error}"));
        }
        self.hear()
    }

    fn hear(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap_or_else(|error| panic!("{error}"));
        assert!(!line.is_empty(), "the besiegers are gone");
        line.trim().to_owned()
    }
}

impl Drop for Siege {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

/// What besiegers did.
#[derive(Default)]
struct Deeds {
    connections: AtomicU64,
    exchanges: AtomicU64,
    enrolments: AtomicU64,
    pushed: AtomicU64,
    taken: AtomicU64,
}

fn count(counter: &AtomicU64, more: usize) {
    counter.fetch_add(more as u64, Ordering::Relaxed);
}

/// The besiegers' side: works until its input ends, and tells what was done for each line of it.
pub async fn besiege(arguments: &[String]) {
    let [folder, address, slow, strangers] = arguments else { panic!("expected a folder, an address and two numbers") };
    open_files(u64::MAX);
    let (folder, slow): (_, usize) = (Path::new(folder), slow.parse().unwrap_or_default());
    let strangers: usize = strangers.parse().unwrap_or_default();
    let load = |name: &str| IdentityFiles::new(folder.join(name)).load().unwrap_or_else(|error| panic!("{error}"));
    let hostile = load("hostile");
    let camp = Camp {
        address: Arc::from(address.as_str()),
        fingerprint: hostile.fingerprint_in_code(),
        deeds: Arc::default(),
        in_place: Arc::new(Semaphore::new(0)),
    };
    let mut besieging = JoinSet::new();
    for number in 0..slow {
        besieging.spawn(camp.clone().read_slowly(load(&format!("slow-{number}")), number % 2 == 0));
    }
    for number in 0..strangers {
        besieging.spawn(camp.clone().stranger(number));
    }
    let messages = all_that_it_can(&hostile);
    for _ in 0..FLOODS {
        besieging.spawn(camp.clone().flood(hostile.clone(), messages.clone()));
    }
    besieging.spawn(camp.clone().streams_that_nobody_reads(hostile));
    let all = u32::try_from(slow + strangers + FLOODS + 1).unwrap_or(u32::MAX);
    let _ = camp.in_place.acquire_many(all).await;
    println!("in place");
    let deeds = Arc::clone(&camp.deeds);
    let telling = tokio::task::spawn_blocking(move || {
        for _ in io::stdin().lock().lines().map_while(Result::ok) {
            let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
            println!(
                "{slow} slow readers, {strangers} strangers and a hostile device, with {} connections, {} exchanges, {} junk enrolments and {} pushes, of which {} were taken",
                of(&deeds.connections),
                of(&deeds.exchanges),
                of(&deeds.enrolments),
                of(&deeds.pushed),
                of(&deeds.taken)
            );
        }
    });
    let _ = telling.await;
    besieging.shutdown().await;
}

/// What every besieger knows.
#[derive(Clone)]
struct Camp {
    address: Arc<str>,
    fingerprint: [u8; 16],
    deeds: Arc<Deeds>,
    /// A permit for each that has gone for the server once.
    in_place: Arc<Semaphore>,
}

impl Camp {
    /// Goes for the server without end.
    async fn again_and_again<C, Connecting, Holding>(
        &self,
        connect: impl Fn() -> Connecting + Send,
        hold: impl Fn(C) -> Holding + Send,
    ) where
        C: Send,
        Connecting: Future<Output = Option<C>> + Send,
        Holding: Future<Output = ()> + Send,
    {
        let mut is_first = true;
        loop {
            let connection = connect().await;
            if std::mem::take(&mut is_first) {
                self.in_place.add_permits(1);
            }
            if let Some(connection) = connection {
                count(&self.deeds.connections, 1);
                hold(connection).await;
            }
            sleep(REST).await;
        }
    }

    /// A connection of a machine. Whoever is turned away has none.
    async fn connect(&self, machine: u8) -> Option<TcpStream> {
        let socket = TcpSocket::new_v4().ok()?;
        socket.bind(SocketAddr::from(([127, 0, 0, machine], 0))).ok()?;
        timeout(PATIENCE, socket.connect(self.address.parse().ok()?)).await.ok()?.ok()
    }

    /// A connection of an enrolled device of which it reads so many bytes, and what becomes ready when it is closed.
    async fn device(&self, identity: &Identity, reads: usize) -> Option<(Channel, oneshot::Receiver<()>)> {
        let tls = client_config(identity, Arc::new(SystemClock)).ok()?;
        let root = identity.authorities().unit();
        let handshake = TlsConnector::from(tls).connect(server_name(root), self.connect(1).await?);
        let stream = timeout(PATIENCE, handshake).await.ok()?.ok()?;
        let (open, closed) = oneshot::channel();
        Some((channel_over(Line { stream, reads, _open: open }).await.ok()?, closed))
    }

    /// A connection without a certificate, as a device has it that enrols.
    async fn without_certificate(&self, machine: u8) -> Option<(Channel, oneshot::Receiver<()>)> {
        let (tls, _) = enrolling_client_config(self.fingerprint, Arc::new(SystemClock)).ok()?;
        let handshake = TlsConnector::from(tls).connect(enrolment_server_name(), self.connect(machine).await?);
        let stream = timeout(PATIENCE, handshake).await.ok()?.ok()?;
        let (open, closed) = oneshot::channel();
        Some((channel_over(Line { stream, reads: usize::MAX, _open: open }).await.ok()?, closed))
    }

    async fn stranger(self, number: usize) {
        #[expect(clippy::cast_possible_truncation, reason = "there are fewer machines")]
        let machine = 2 + (number % MACHINES) as u8;
        match number % 3 {
            0 => {
                let silence = |mut stream: TcpStream| async move {
                    let _ = stream.read(&mut [0]).await;
                };
                self.again_and_again(|| self.connect(machine), silence).await;
            }
            1 => {
                // The channel answers pings, and sends its own.
                let hold = |(_channel, closed): (Channel, oneshot::Receiver<()>)| async move {
                    let _: Result<(), _> = closed.await;
                };
                self.again_and_again(|| self.without_certificate(machine), hold).await;
            }
            _ => {
                let enrol = |(channel, closed)| self.enrol_with_rubbish(channel, closed);
                self.again_and_again(|| self.without_certificate(machine), enrol).await;
            }
        }
    }

    /// One byte, again and again, until the connection is closed.
    async fn enrol_with_rubbish(&self, channel: Channel, mut closed: oneshot::Receiver<()>) {
        let mut client = EnrolmentClient::new(channel);
        while closed.try_recv() == Err(oneshot::error::TryRecvError::Empty) {
            let _ = client.enrol(EnrolRequest { request: vec![1], ..EnrolRequest::default() }).await;
            count(&self.deeds.enrolments, 1);
        }
    }

    /// Asks for everything and reads nothing of it: messages at least, or the socket.
    async fn read_slowly(self, identity: Identity, reads_socket: bool) {
        let reads = if reads_socket { usize::MAX } else { FIRST_BYTES };
        let hold = |(channel, closed)| self.leave_unread(channel, closed, UNREAD_EXCHANGES);
        self.again_and_again(|| self.device(&identity, reads), hold).await;
    }

    async fn streams_that_nobody_reads(self, identity: Identity) {
        let hold = |(channel, closed)| self.leave_unread(channel, closed, UNREAD_STREAMS);
        self.again_and_again(|| self.device(&identity, usize::MAX), hold).await;
    }

    /// Opens exchanges that ask for everything, until the connection is closed.
    async fn leave_unread(&self, channel: Channel, closed: oneshot::Receiver<()>, exchanges: usize) {
        let mut open = JoinSet::new();
        for _ in 0..exchanges {
            let (mut client, deeds) = (SyncClient::new(channel.clone()), Arc::clone(&self.deeds));
            open.spawn(async move {
                loop {
                    let (up, outgoing) = mpsc::channel(1);
                    let _ = up.send(hello(true)).await;
                    count(&deeds.exchanges, 1);
                    if let Ok(_unread) = client.exchange(ReceiverStream::new(outgoing)).await {
                        // Whether the stream ends is not to be known without reading.
                        return std::future::pending::<()>().await;
                    }
                    sleep(REST).await;
                }
            });
        }
        drop(channel);
        let _ = closed.await;
    }

    /// Pushes messages as fast as the server reads them, from the first again after the last.
    async fn flood(self, identity: Identity, messages: Vec<Vec<Segment>>) {
        let (messages, camp) = (&messages, &self);
        let push = |(channel, _closed): (Channel, oneshot::Receiver<()>)| async move {
            let (up, outgoing) = mpsc::channel(2);
            let _ = up.send(hello(false)).await;
            count(&camp.deeds.exchanges, 1);
            let Ok(answer) = SyncClient::new(channel).exchange(ReceiverStream::new(outgoing)).await else { return };
            let mut down = answer.into_inner();
            let hear = async {
                while let Ok(Some(answer)) = down.message().await {
                    count(&camp.deeds.taken, answer.taken.len());
                }
            };
            let say = async {
                for pushes in messages.iter().cycle() {
                    let number = pushes.len();
                    if up.send(Up { pushes: pushes.clone(), ..Up::default() }).await.is_err() {
                        return;
                    }
                    count(&camp.deeds.pushed, number);
                }
            };
            tokio::select! { () = hear => {}, () = say => {} }
        };
        self.again_and_again(|| self.device(&identity, usize::MAX), push).await;
    }
}

/// Stays, and wants everything or only what is new.
fn hello(whole: bool) -> Up {
    Up { hello: Some(Hello { stay: true, whole, ..Hello::default() }), ..Up::default() }
}

/// Messages of the hostile device, by turns large frames, rubbish, many incarnations and many periods.
fn all_that_it_can(identity: &Identity) -> Vec<Vec<Segment>> {
    const PUSHES: usize = 20;
    let unit = identity.certificate().unit;
    let hand = |period: Period| {
        let document = DocumentName::quarterly(DocumentKind::Ledger, unit, period)
            .unwrap_or_else(|| panic!("{period} is a quarter"));
        Hand::new(identity.clone(), document, SystemClock.now())
    };
    let deed = |period: Period, id| [deed_on(unit.as_str(), id, &period.first_day().to_string(), "冒写")];
    let present = Period::Quarter(2026, 3);
    let mut writing = hand(present);
    let large: Vec<Segment> = (0..20).map(|number| pushed(&writing.write(&largest(unit.as_str(), number)))).collect();
    let rubbish = vec![writing.altered(|entry| "窃贼".clone_into(&mut entry.operator)); 200];
    let incarnations: Vec<Segment> =
        (1..=400).map(|number| pushed(&writing.copy(number * 7919).write(&deed(present, "h1")))).collect();
    let quarters = (1950..2051).flat_map(|year| (1..=4).map(move |quarter| Period::Quarter(year, quarter)));
    let periods: Vec<Segment> = quarters
        .filter(|period| *period != present)
        .map(|period| pushed(&hand(period).write(&deed(period, "h1"))))
        .collect();
    let mut messages = Vec::new();
    for ((large, incarnations), periods) in
        large.into_iter().zip(incarnations.chunks(PUSHES)).zip(periods.chunks(PUSHES))
    {
        messages.extend([vec![large], rubbish.clone(), incarnations.to_vec(), periods.to_vec()]);
    }
    messages
}

/// A stream that is read up to a number of bytes, and then no more.
struct Line<S> {
    stream: S,
    reads: usize,
    /// Dropped with it.
    _open: oneshot::Sender<()>,
}

impl<S: AsyncRead + Unpin> AsyncRead for Line<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.reads == 0 {
            return Poll::Pending;
        }
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.reads = self.reads.saturating_sub(buffer.filled().len() - before);
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Line<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
