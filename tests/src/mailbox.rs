use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use crate::{Certificate, SOON, eventually, https};

/// An e-mail as it arrived.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Who gets it.
    pub to: String,
    /// The lines before the text.
    pub head: String,
    /// The text, decoded.
    pub text: String,
}

impl Letter {
    /// By which whoever gets it twice can tell that it is one.
    pub fn message_id(&self) -> &str {
        let found = self.head.lines().find(|line| line.starts_with("Message-ID:"));
        found.unwrap_or_else(|| panic!("no Message-ID in {self:?}"))
    }

    /// The one link that stands in a line of its own.
    pub fn link(&self) -> &str {
        let found = self.text.lines().find(|line| line.starts_with("https://"));
        found.unwrap_or_else(|| panic!("no link in {self:?}"))
    }
}

/// A small mail server (RFC 5321) that keeps what it gets.
#[derive(Debug)]
pub struct Mailbox {
    address: SocketAddr,
    scheme: &'static str,
    kept: Arc<Mutex<Kept>>,
    task: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Kept {
    letters: Vec<Letter>,
    refused: Vec<Letter>,
    busy_for: u32,
}

impl Mailbox {
    /// Listens on loopback, and is too busy for so many e-mails before it takes one.
    pub async fn start(busy_for: u32) -> Self {
        Self::listen(busy_for, Protection::Never).await
    }

    /// Listens on loopback, and speaks TLS from the beginning (RFC 8314 §3.3).
    pub async fn protected(certificate: &Certificate) -> Self {
        Self::listen(0, Protection::Always(acceptor(certificate))).await
    }

    /// Listens on loopback, and takes e-mails once TLS was begun (RFC 3207).
    pub async fn upgrading(certificate: &Certificate) -> Self {
        Self::listen(0, Protection::OnDemand(acceptor(certificate))).await
    }

    async fn listen(busy_for: u32, protection: Protection) -> Self {
        let scheme = match protection {
            Protection::Always(_) => "smtps",
            Protection::Never | Protection::OnDemand(_) => "smtp",
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("loopback has a free port");
        let address = listener.local_addr().expect("it listens");
        let kept = Arc::new(Mutex::new(Kept {
            busy_for,
            ..Kept::default()
        }));
        let keeping = Arc::clone(&kept);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (keeping, protection) = (Arc::clone(&keeping), protection.clone());
                tokio::spawn(async move {
                    match protection {
                        Protection::Never => {
                            talk(stream, Stage::Open, &keeping).await?;
                        }
                        Protection::Always(tls) => {
                            talk(tls.accept(stream).await?, Stage::Open, &keeping).await?;
                        }
                        Protection::OnDemand(tls) => {
                            if let Some(stream) = talk(stream, Stage::Waiting, &keeping).await? {
                                talk(tls.accept(stream).await?, Stage::Upgraded, &keeping).await?;
                            }
                        }
                    }
                    std::io::Result::Ok(())
                });
            }
        });
        Self {
            address,
            scheme,
            kept,
            task,
        }
    }

    /// As `VOUCHWELL_SMTP` names it.
    pub fn url(&self) -> String {
        format!("{}://localhost:{}", self.scheme, self.port())
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The next letter to an address, taken out.
    pub async fn next(&self, to: &str) -> Letter {
        eventually(SOON, &format!("an e-mail to {to}"), async || {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            let place = kept.letters.iter().position(|letter| letter.to == to)?;
            Some(kept.letters.remove(place))
        })
        .await
    }

    /// The letters that it was too busy for.
    pub fn refused(&self) -> Vec<Letter> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.refused.clone()
    }

    /// How many letters wait here.
    pub fn len(&self) -> usize {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.letters.len()
    }

    /// Whether none does.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// When TLS begins.
#[derive(Clone)]
enum Protection {
    Never,
    Always(TlsAcceptor),
    OnDemand(TlsAcceptor),
}

fn acceptor(certificate: &Certificate) -> TlsAcceptor {
    TlsAcceptor::from(Arc::new(https::configuration(certificate)))
}

/// How far a conversation is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// It begins, and everything may be said.
    Open,
    /// It begins, and TLS has to come first.
    Waiting,
    /// TLS has begun in the middle of it.
    Upgraded,
}

/// One conversation; whoever hangs up has ended it. The way on, if TLS is to begin on it now.
async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    stage: Stage,
    kept: &Mutex<Kept>,
) -> std::io::Result<Option<S>> {
    let (reading, mut writing) = tokio::io::split(stream);
    let mut lines = BufReader::new(reading).lines();
    let mut to = String::new();
    if stage != Stage::Upgraded {
        writing.write_all(b"220 mail.test\r\n").await?;
        writing.flush().await?;
    }
    while let Some(line) = lines.next_line().await? {
        let command = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer = match command.as_str() {
            "EHLO" if stage == Stage::Waiting => "250-mail.test\r\n250 STARTTLS\r\n",
            "STAR" if stage == Stage::Waiting => {
                writing.write_all(b"220 go on\r\n").await?;
                writing.flush().await?;
                return Ok(Some(lines.into_inner().into_inner().unsplit(writing)));
            }
            "MAIL" | "RCPT" | "DATA" if stage == Stage::Waiting => "530 begin TLS first\r\n",
            "RCPT" => {
                let address = line.split(['<', '>']).nth(1).unwrap_or_default();
                address.clone_into(&mut to);
                "250 ok\r\n"
            }
            "DATA" => {
                writing.write_all(b"354 go on\r\n").await?;
                writing.flush().await?;
                let mut written = Vec::new();
                while let Some(line) = lines.next_line().await? {
                    if line == "." {
                        break;
                    }
                    written.push(line.strip_prefix('.').map_or(line.clone(), str::to_owned));
                }
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                if kept.busy_for > 0 {
                    kept.busy_for -= 1;
                    kept.refused.push(letter(&to, &written.join("\n")));
                    "451 busy\r\n"
                } else {
                    kept.letters.push(letter(&to, &written.join("\n")));
                    "250 taken\r\n"
                }
            }
            "QUIT" => {
                writing.write_all(b"221 bye\r\n").await?;
                writing.flush().await?;
                return Ok(None);
            }
            _ => "250 ok\r\n",
        };
        writing.write_all(answer.as_bytes()).await?;
        writing.flush().await?;
    }
    Ok(None)
}

fn letter(to: &str, written: &str) -> Letter {
    let (head, text) = written.split_once("\n\n").expect("an e-mail has a head");
    let is_quoted = head.to_ascii_lowercase().contains("quoted-printable");
    Letter {
        to: to.to_owned(),
        head: head.to_owned(),
        text: if is_quoted {
            unquoted(text)
        } else {
            text.to_owned()
        },
    }
}

/// Quoted-printable, read back (RFC 2045 §6.7).
fn unquoted(text: &str) -> String {
    let joined = text.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| first == b'=');
        let code = code.and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).expect("an e-mail is UTF-8")
}
