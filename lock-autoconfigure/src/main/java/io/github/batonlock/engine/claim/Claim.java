package io.github.batonlock.engine.claim;

import java.time.Duration;
import java.util.Objects;
import java.util.function.BiConsumer;

import io.github.batonlock.engine.support.Agenda;
import io.github.batonlock.engine.support.LockSettings;
import io.github.batonlock.engine.support.Moment;
import io.github.batonlock.store.AcquireReply;
import io.github.batonlock.store.FenceReply;
import io.github.batonlock.store.ReleaseReply;
import io.github.batonlock.store.RenewReply;
import io.github.batonlock.store.Request;
import org.jspecify.annotations.Nullable;

/**
 * One request of this JVM for a lock, and the state in which it is. Passes each event to
 * the state and takes the next state from it. Guarded by the mutex of its site.
 */
public final class Claim implements State.Follower, CommandSlot.Receiver {

	private final ClaimScope scope;

	private final CommandSlot slot;

	private State state;

	private Claim(ClaimScope scope, Moment now, LockSettings settings, boolean single, boolean travels) {
		this.scope = scope;
		this.slot = new CommandSlot(scope, settings.leaseNanos(), this);
		boolean unprobed = settings.spin() || !scope.instance().subscription().reliable();
		Request request = scope.instance().requests().next(settings.lease(), unprobed, single);
		this.state = travels ? new Travelling(scope, request, settings, this.slot, now)
				: new Trying(scope, request, settings, this.slot, now);
	}

	/**
	 * Make a claim that asks the store itself.
	 * @param scope the surroundings
	 * @param now this instant
	 * @param settings the settings of the first waiter
	 * @param single whether it is for a single caller, so that its tenure passes nothing
	 * on without asking the store
	 * @return the claim
	 */
	public static Claim first(ClaimScope scope, Moment now, LockSettings settings, boolean single) {
		return new Claim(scope, now, settings, single, false);
	}

	/**
	 * Make a claim whose request travels with the release of another one.
	 * @param scope the surroundings
	 * @param now this instant
	 * @param settings the settings of the first waiter
	 * @return the claim
	 */
	public static Claim next(ClaimScope scope, Moment now, LockSettings settings) {
		return new Claim(scope, now, settings, false, true);
	}

	// --- queries

	@Override
	public Request request() {
		return this.state.request;
	}

	@Override
	public Duration lease() {
		return this.state.settings.lease();
	}

	/**
	 * Return where the claim stands.
	 * @return the standing
	 */
	public Standing standing() {
		return this.state.standing();
	}

	/**
	 * Return the tenure by which callers may enter.
	 * @return the tenure, {@code null} if there is none, or none yet
	 */
	public @Nullable Owned owned() {
		return (this.state instanceof Owned owned) ? owned : null;
	}

	/**
	 * Return whether the request or the key of the store belongs to this claim.
	 * @param key the request
	 * @return whether it does
	 */
	public boolean has(Request key) {
		return this.state.has(key);
	}

	/**
	 * Return whether a caller may be let in by this claim: a caller that wants another
	 * lease may not.
	 * @param caller the settings of the caller
	 * @return whether it may
	 */
	public boolean fits(LockSettings caller) {
		return caller.lease().equals(this.state.settings.lease());
	}

	/**
	 * Return whether the lock is to be handed over as soon as nobody uses it: another JVM
	 * waits, or one could not have asked.
	 * @return whether it is
	 */
	public boolean isToBeHandedOver() {
		return this.state.asked || this.state.request.single();
	}

	/**
	 * Return whether nothing is awaited, so that the registry can stop.
	 * @return whether that is so
	 */
	public boolean idle() {
		return this.state.idle();
	}

	/**
	 * Return whether the claim has ended and awaits no answer.
	 * @return whether that is so
	 */
	public boolean isOver() {
		return standing() == Standing.ENDED && this.slot.free();
	}

	/**
	 * Return whether the command under way has been without an answer for a time.
	 * @param now this instant
	 * @param nanos the time
	 * @return whether it has
	 */
	public boolean silentFor(Moment now, long nanos) {
		return this.slot.silentFor(now, nanos);
	}

	/**
	 * Return who owned the lock when that was last told.
	 * @param now this instant
	 * @return the owner in words, {@code null} if that is not known
	 */
	public @Nullable String ownerInWords(Moment now) {
		return (this.state.owner != null) ? this.state.owner.inWords(now) : null;
	}

	// --- time

	/**
	 * Send the next command if one is due and none is under way.
	 * @param now this instant
	 */
	public void advance(Moment now) {
		this.scope.monitor().assertHeld();
		if (this.slot.free()) {
			this.state.advance(now);
		}
	}

	/**
	 * Notice what time alone has changed.
	 * @param now this instant
	 */
	public void tick(Moment now) {
		this.slot.tick(now);
		checkDeadline(now);
	}

	/**
	 * Notice whether the deadline has passed.
	 * @param now this instant
	 */
	public void checkDeadline(Moment now) {
		this.state = this.state.timePassed(now);
	}

	/**
	 * Note when time alone changes something.
	 * @param agenda takes the notes
	 */
	public void dueAt(Agenda agenda) {
		this.slot.dueAt(agenda);
		this.state.dueAt(agenda);
	}

	// --- messages

	/**
	 * The request was granted.
	 * @param now this instant
	 * @param place the place in the queue that it had
	 * @param grantLease for how long, in nanoseconds
	 * @param waiting how many requests waited behind it
	 */
	public void granted(Moment now, long place, long grantLease, long waiting) {
		this.state = this.state.granted(now, place, grantLease, waiting);
	}

	/**
	 * Another request of this JVM was granted.
	 * @param now this instant
	 * @param next the request
	 */
	public void nextGranted(Moment now, Request next) {
		this.state = this.state.nextGranted(now, next);
	}

	/**
	 * Another JVM waits for the lock.
	 */
	public void asked() {
		this.state = this.state.asked();
	}

	/**
	 * Messages may have been lost.
	 */
	public void subscribed() {
		this.state = this.state.subscribed();
	}

	// --- the site

	/**
	 * Renew the tenure now, not when that is due.
	 * @param now this instant
	 */
	public void renewNow(Moment now) {
		this.state = this.state.renewNow(now);
	}

	/**
	 * Nobody waits for the lock any more.
	 */
	public void unwanted() {
		this.state = this.state.unwanted();
	}

	/**
	 * Release the tenure, and with that hand the lock to the next request in the queue.
	 * @param now this instant
	 * @param next a claim to be queued before, {@code null} for none
	 */
	public void release(Moment now, @Nullable Claim next) {
		this.state = this.state.release(now, next);
	}

	/**
	 * Leave the key to expire.
	 * @param now this instant
	 * @param kept for how long it is to be kept, zero to leave it as it is
	 */
	public void leave(Moment now, long kept) {
		this.state = this.state.leave(now, kept);
	}

	/**
	 * Have a listener told under the mutex when the release under way is over.
	 * @param listener told why the tenure had been lost before, {@code null} if it had
	 * not
	 */
	public void whenReleased(BiConsumer<Moment, @Nullable String> listener) {
		this.state.whenReleased(listener);
	}

	@Override
	public void followed(Moment now, Moment sent, @Nullable ReleaseReply reply) {
		this.state = this.state.followed(now, sent, reply);
	}

	// --- answers

	@Override
	public void answered(Moment now, Command command, Moment sent, @Nullable Object reply, @Nullable Throwable error) {
		if (error != null) {
			this.state = this.state.failed(now, command, error);
			return;
		}
		Object answer = Objects.requireNonNull(reply, "no reply");
		this.state = switch (command) {
			case TRY, ACQUIRE -> this.state.acquired(now, sent, (AcquireReply) answer);
			case RENEW, REPLICATE -> this.state.renewed(now, sent, (RenewReply) answer);
			case FENCE -> this.state.fenced(now, (FenceReply) answer);
			case RELEASE -> this.state.released(now, sent, (ReleaseReply) answer);
			case LEAVE -> this.state.left();
		};
	}

	@Override
	public void answeredLate(Moment now, Object reply) {
		if (reply instanceof AcquireReply) {
			this.state = this.state.acquiredLate();
		}
	}

	@Override
	public String toString() {
		return standing() + " " + request();
	}

}
