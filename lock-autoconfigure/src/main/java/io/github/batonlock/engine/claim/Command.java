package io.github.batonlock.engine.claim;

/**
 * The commands of a claim.
 */
enum Command {

	TRY, ACQUIRE, RENEW, REPLICATE, FENCE, RELEASE, LEAVE

}
