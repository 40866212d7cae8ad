//! Members look on at what happens.

mod access;
mod events;
mod nodes;
mod recommended;
mod sockets;
