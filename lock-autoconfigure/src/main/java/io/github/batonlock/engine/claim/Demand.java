package io.github.batonlock.engine.claim;

import io.github.batonlock.engine.support.Moment;
import io.github.batonlock.engine.support.Refusal;
import io.github.batonlock.store.Request;
import org.jspecify.annotations.Nullable;

/**
 * The demand of a site, as its claims see it. Reads, notes and refuses, and never calls a
 * claim: what follows waits for the conclusion of the change.
 */
public interface Demand {

	/**
	 * Return whether a caller waits that is willing to queue in the store.
	 * @return whether one does
	 */
	boolean patient();

	/**
	 * Return whether a claim of the site that has not ended has a request.
	 * @param request the request
	 * @return whether one has; otherwise the request is a ghost if this JVM has made it
	 */
	boolean knows(Request request);

	/**
	 * Return the number of fencing tokens to draw now.
	 * @return the number, zero for none
	 */
	int tokens();

	/**
	 * Note one answer of the store, or the want of one, which settles single tries.
	 * @param now this instant
	 * @param trouble the failure, {@code null} if others own
	 */
	void answered(Moment now, @Nullable Refusal trouble);

	/**
	 * Note that a tenure has ended without a release.
	 * @param now this instant
	 * @param reason why it has ended
	 */
	void lost(Moment now, String reason);

}
