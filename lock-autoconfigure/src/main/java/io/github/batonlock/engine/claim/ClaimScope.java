package io.github.batonlock.engine.claim;

import io.github.batonlock.engine.instance.Instance;
import io.github.batonlock.engine.support.Backoff;
import io.github.batonlock.engine.support.SiteMonitor;

/**
 * The surroundings that the claims of one site share.
 *
 * @param name name of the lock
 * @param demand the demand of the site
 * @param instance the state of all sites
 * @param monitor the mutex of the site
 * @param backoff the failures of commands
 * @param replicas the failures to reach enough replicas, which other answers do not end
 */
public record ClaimScope(String name, Demand demand, Instance instance, SiteMonitor monitor, Backoff backoff,
		Backoff replicas) {
}
