//! One of the two servers: a process of this program.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::{Child, Command};

use super::DemoError;
use super::authority::Authority;
use super::person::{Person, eventually};

/// Seconds between acceptance and publication.
pub(super) const HOLD: u32 = 5;

/// One of the two servers.
pub(super) struct Instance {
    variables: Vec<(&'static str, String)>,
    configuration: PathBuf,
    process: Child,
    client: reqwest::Client,
    /// Where it is reached.
    pub(super) origin: String,
    /// The second half of its handles.
    pub(super) host: String,
}

impl Instance {
    /// Starts it at `NAME.localhost`, on the port or on another one that is free, and waits until it is ready.
    pub(super) async fn start(
        name: &str,
        port: u16,
        directory: &Path,
        authority: &Authority,
    ) -> Result<Self, DemoError> {
        let address = free_address(port)?;
        let domain = format!("{name}.localhost");
        let host = format!("{domain}:{}", address.port());
        let origin = format!("https://{host}");
        let directory = directory.join(name);
        std::fs::create_dir(&directory)?;
        let (certificate, key) = authority.certify(&domain, &directory)?;
        let configuration = directory.join("vouchwell.toml");
        std::fs::write(&configuration, "")?;
        let variables = vec![
            ("VOUCHWELL_BIND", address.to_string()),
            ("VOUCHWELL_PUBLIC_URL", origin.clone()),
            ("VOUCHWELL_DATA_DIR", directory.join("data").display().to_string()),
            ("VOUCHWELL_TLS_CERT", certificate.display().to_string()),
            ("VOUCHWELL_TLS_KEY", key.display().to_string()),
            ("VOUCHWELL_EXTRA_CA", authority.file.display().to_string()),
            ("VOUCHWELL_ALLOW_NETWORKS", "127.0.0.0/8,::1/128".to_owned()),
            ("VOUCHWELL_HOLD", format!("{HOLD}s")),
            ("VOUCHWELL_QUARANTINE", "0s".to_owned()),
        ];
        let log = File::create(directory.join("log"))?;
        let mut command = command(&variables, &configuration)?;
        let process = command
            .arg("serve")
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true)
            .spawn()?;
        let client = client(authority, &domain, address)?;
        let instance = Self {
            variables,
            configuration,
            process,
            client,
            origin,
            host,
        };
        let ready = format!("{}/readyz", instance.origin);
        eventually(
            &format!("{name} is ready; its log is in {}", directory.display()),
            async || {
                let answer = instance.client.get(&ready).send().await.ok()?;
                answer.status().is_success().then_some(())
            },
        )
        .await?;
        Ok(instance)
    }

    /// Makes an account with a token, by the same commands that an operator uses.
    pub(super) async fn person(&self, name: &str) -> Result<Person, DemoError> {
        let email = format!("{name}@mail.localhost");
        self.account(&[
            "create",
            name,
            "--email",
            &email,
            "--password",
            "only for the demonstration",
        ])
        .await?;
        let token = self
            .account(&["token", name, "--scopes", "read write follow"])
            .await?;
        Ok(Person::new(
            self.client.clone(),
            &self.origin,
            &self.host,
            name,
            token.trim(),
        ))
    }

    /// Ends it in order.
    pub(super) async fn stop(mut self) -> Result<(), DemoError> {
        // Ctrl-C in a terminal reaches the process by itself; elsewhere it is ended here.
        if tokio::time::timeout(Duration::from_secs(2), self.process.wait())
            .await
            .is_err()
        {
            self.process.kill().await?;
        }
        Ok(())
    }

    async fn account(&self, arguments: &[&str]) -> Result<String, DemoError> {
        let mut command = command(&self.variables, &self.configuration)?;
        let output = command.arg("account").args(arguments).output().await?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        } else {
            Err(DemoError::Unexpected(
                String::from_utf8_lossy(&output.stderr).into_owned(),
            ))
        }
    }
}

/// This program with these settings, and none of the caller's.
fn command(variables: &[(&'static str, String)], configuration: &Path) -> Result<Command, DemoError> {
    let mut command = Command::new(std::env::current_exe()?);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("VOUCHWELL_") {
            command.env_remove(name);
        }
    }
    command.envs(variables.iter().map(|(name, value)| (*name, value.as_str())));
    command.arg("--config").arg(configuration).stdin(Stdio::null());
    Ok(command)
}

/// On this port, or any other that is free.
fn free_address(port: u16) -> Result<SocketAddr, DemoError> {
    let at = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).and_then(|listener| listener.local_addr());
    Ok(at(port).or_else(|_| at(0))?)
}

#[allow(
    clippy::disallowed_methods,
    reason = "this is a person's client, which asks only the servers made here"
)]
fn client(authority: &Authority, domain: &str, address: SocketAddr) -> Result<reqwest::Client, DemoError> {
    let root = reqwest::Certificate::from_pem(authority.certificate.as_bytes())?;
    let builder = reqwest::Client::builder()
        .tls_certs_only([root])
        .no_proxy()
        .resolve(domain, address);
    Ok(builder.timeout(Duration::from_secs(30)).build()?)
}
