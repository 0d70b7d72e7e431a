//! A wish to stop: what is being taken in is finished, nothing more is begun.

use tokio::sync::watch;

/// Whether it is time to stop.
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// It never is.
    pub fn never() -> Stop {
        Stop(watch::channel(false).1)
    }

    /// When the sender says so.
    pub fn when() -> (watch::Sender<bool>, Stop) {
        let (sender, receiver) = watch::channel(false);
        (sender, Stop(receiver))
    }

    pub fn is_set(&self) -> bool {
        *self.0.borrow()
    }

    /// Returns when it is time.
    pub async fn wait(&self) {
        if self.0.clone().wait_for(|stop| *stop).await.is_err() {
            // Nobody is left who could say so.
            std::future::pending::<()>().await;
        }
    }
}
