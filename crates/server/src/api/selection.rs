//! A part of a list of which only some are wanted.

use vouchwell_domain::page::Page;
use vouchwell_service::Result;

use super::link::ends;

/// How many are read at once in search of more.
const STRIDE: u32 = 40;

/// Reads on until the part is full of what is wanted or the list ends, so that nothing wanted hides behind
/// what is not.
pub(super) async fn select<V, F: Future<Output = Result<Vec<V>>>>(
    page: Page,
    position: impl Fn(&V) -> i64,
    is_wanted: impl Fn(&V) -> bool,
    read: impl Fn(Page) -> F,
) -> Result<Vec<V>> {
    let limit = page.limit as usize;
    let mut selected = Vec::new();
    let mut rest = page;
    loop {
        let views = read(rest).await?;
        let is_last = views.len() < rest.limit as usize;
        let Some((newest, oldest)) = ends(&views, &position) else {
            return Ok(selected);
        };
        let mut wanted: Vec<V> = views.into_iter().filter(&is_wanted).collect();
        if page.from_oldest() {
            wanted.append(&mut selected);
            selected = wanted.split_off(wanted.len().saturating_sub(limit));
            rest.min = Some(newest);
        } else {
            selected.append(&mut wanted);
            selected.truncate(limit);
            rest.max = Some(oldest);
        }
        if is_last || selected.len() == limit {
            return Ok(selected);
        }
        rest.limit = STRIDE;
    }
}

#[cfg(test)]
mod tests {
    use std::future::ready;

    use vouchwell_domain::page::Page;

    use super::select;

    /// Positions 1 to 200, read as storage does; every fiftieth is wanted.
    async fn selected(page: Page) -> Vec<i64> {
        let read = |page: Page| {
            let mut found: Vec<i64> = (1..=200)
                .filter(|one| *one > page.lower() && *one < page.upper())
                .collect();
            let limit = page.limit as usize;
            if page.from_oldest() {
                found.truncate(limit);
            } else {
                found.drain(..found.len().saturating_sub(limit));
            }
            found.reverse();
            ready(Ok(found))
        };
        select(page, |one| *one, |one| one % 50 == 0, read).await.unwrap()
    }

    #[tokio::test]
    async fn what_is_wanted_is_found_behind_what_is_not() {
        assert_eq!(selected(Page::newest(3)).await, [200, 150, 100]);
        assert_eq!(selected(Page::before(150, 3)).await, [100, 50]);
        assert_eq!(selected(Page::newest(10)).await, [200, 150, 100, 50]);
        assert_eq!(selected(Page::before(50, 3)).await, [0; 0]);
    }

    #[tokio::test]
    async fn going_back_finds_what_comes_next() {
        let after = |position| Page {
            min: Some(position),
            ..Page::newest(2)
        };
        assert_eq!(selected(after(50)).await, [150, 100]);
        assert_eq!(selected(after(150)).await, [200]);
    }
}
