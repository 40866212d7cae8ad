//! Wrong input gets a 4xx and a sentence that says what to mend, and changes nothing; the command line ends with 2.

mod addresses;
mod bodies;
mod calls;
mod command_line;
mod document;
mod scene;
mod steps;
