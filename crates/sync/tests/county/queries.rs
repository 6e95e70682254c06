//! Every question that can be asked of a store, for stores that stand in front of another.

/// Calls a macro with each port's queries: `Port { query(argument: type) -> answer; }`.
macro_rules! every_query {
    ($callback:ident) => {
        $callback! {
            Logs {
                head(log: &LogId) -> Option<Head>;
                heads_of_document(document: &DocumentName) -> Vec<Head>;
                heads_of_device(device: &DeviceId) -> Vec<Head>;
                bytes_written_in(device: &DeviceId, period: Option<Period>) -> u64;
                bytes_written_since(device: &DeviceId, since: Timestamp) -> u64;
                heads(selection: &Selection) -> Vec<Head>;
                documents(selection: &Selection) -> Vec<DocumentName>;
                segments(log: &LogId, after: u64) -> Vec<StoredSegment>;
                document_segments(document: &DocumentName) -> Vec<StoredSegment>;
                segments_of_documents(selection: &Selection) -> Vec<StoredSegment>;
                receipts(document: &DocumentName) -> Vec<Receipt>;
                receipts_of_documents(selection: &Selection) -> Vec<Receipt>;
            }
            Feed {
                feed(after: u64, scope: &FeedScope, limit: usize) -> Vec<FeedRow>;
                feed_documents(after: u64, limit: usize) -> Vec<(u64, DocumentName)>;
                feed_end() -> Position;
                feed_at(number: u64) -> Option<Position>;
            }
            Upstreams {
                pending(upstream: &DeviceId, unit: UnitCode, only: Option<&DeviceId>) -> Vec<StoredSegment>;
                acknowledgement(upstream: &DeviceId, log: &LogId) -> Option<Acknowledgement>;
                acknowledged(upstream: &DeviceId) -> Vec<Acknowledgement>;
                agreement(holder: &Holder, logs: &SharedLogs) -> Agreement;
            }
            Settings {
                setting(name: &str) -> Option<Vec<u8>>;
            }
            Archive {
                snapshot(document: &DocumentName) -> Option<Stored>;
                projection(document: &DocumentName) -> Option<Stored>;
                projections(selection: &Selection) -> Vec<Stored>;
                quarantined(limit: usize) -> Vec<Quarantined>;
                forks(limit: usize) -> Vec<ForkEvidence>;
                incidents(limit: usize) -> Vec<Incident>;
                runs(period: Option<Period>) -> Vec<RunHead>;
                run(id: &str) -> Option<StoredRun>;
                publications() -> Vec<String>;
                publication(run: &str) -> Option<StoredPublication>;
            }
            Accounts {
                enrolment_code(secret_hash: &[u8; 32]) -> Option<EnrolmentCode>;
                take_enrolment_code(secret_hash: &[u8; 32], now: Timestamp) -> CodeTaken;
                enrolment_codes() -> Vec<EnrolmentCode>;
                contacts() -> Vec<Contact>;
                operators() -> Vec<Operator>;
                operator(name: &str) -> Option<Operator>;
                session(token_hash: &[u8; 32]) -> Option<Session>;
            }
        }
    };
}
