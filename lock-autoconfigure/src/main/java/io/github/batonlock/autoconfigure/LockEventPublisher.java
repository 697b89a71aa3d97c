package io.github.batonlock.autoconfigure;

import java.time.Duration;

import io.github.batonlock.LockListener;
import io.github.batonlock.LockLostEvent;
import io.github.batonlock.LockLostException;
import io.github.batonlock.Shown;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Publishes lost leases as application events.
 */
final class LockEventPublisher implements LockListener {

	private static final Log logger = LogFactory.getLog(LockEventPublisher.class);

	private final ConfigurableApplicationContext context;

	LockEventPublisher(ConfigurableApplicationContext context) {
		this.context = context;
	}

	@Override
	public void lost(String name, Duration held, LockLostException reason) {
		try {
			this.context.publishEvent(new LockLostEvent(name, held, reason));
		}
		catch (RuntimeException ex) {
			if (this.context.isActive()) {
				throw ex;
			}
			logger.debug("The loss of lock '" + Shown.text(name)
					+ "' was not published, as the application context is closed", ex);
		}
	}

}
