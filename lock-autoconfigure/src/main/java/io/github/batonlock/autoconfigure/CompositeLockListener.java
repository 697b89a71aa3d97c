package io.github.batonlock.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

import io.github.batonlock.Lease;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockLostException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Calls several listeners in their order. The failure of a listener does not affect the
 * others.
 */
final class CompositeLockListener implements LockListener {

	private static final Log logger = LogFactory.getLog(CompositeLockListener.class);

	private final List<LockListener> listeners;

	private final ConcurrentMap<String, LockListener> categories = new ConcurrentHashMap<>();

	CompositeLockListener(List<LockListener> listeners) {
		this.listeners = List.copyOf(listeners);
	}

	@Override
	public LockListener forCategory(String category) {
		LockListener known = this.categories.get(category);
		if (known != null) {
			return known;
		}
		// foreign code, so it is called without a lock
		LockListener made = ofCategory(category);
		return Objects.requireNonNullElse(this.categories.putIfAbsent(category, made), made);
	}

	private LockListener ofCategory(String category) {
		return new CompositeLockListener(
				this.listeners.stream().map((listener) -> forCategory(listener, category)).toList());
	}

	private static LockListener forCategory(LockListener listener, String category) {
		try {
			return listener.forCategory(category);
		}
		catch (Throwable ex) {
			failed(listener, ex);
			return listener;
		}
	}

	@Override
	public void handedOver(String name, boolean remote) {
		tell((listener) -> listener.handedOver(name, remote));
	}

	@Override
	public void acquired(Lease lease, Duration waited) {
		tell((listener) -> listener.acquired(lease, waited));
	}

	@Override
	public void notAcquired(String name, Duration waited, RuntimeException reason) {
		tell((listener) -> listener.notAcquired(name, waited, reason));
	}

	@Override
	public void released(String name, Duration held) {
		tell((listener) -> listener.released(name, held));
	}

	@Override
	public void lost(String name, Duration held, LockLostException reason) {
		tell((listener) -> listener.lost(name, held, reason));
	}

	private void tell(Consumer<LockListener> event) {
		for (LockListener listener : this.listeners) {
			try {
				event.accept(listener);
			}
			catch (Throwable ex) {
				failed(listener, ex);
			}
		}
	}

	private static void failed(LockListener listener, Throwable ex) {
		logger.warn("The lock listener " + listener.getClass().getName() + " failed", ex);
	}

}
