package io.github.batonlock.engine.claim;

import java.time.Duration;
import java.util.function.BiConsumer;

import io.github.batonlock.engine.support.Agenda;
import io.github.batonlock.engine.support.LockSettings;
import io.github.batonlock.engine.support.Moment;
import io.github.batonlock.engine.support.SeenOwner;
import io.github.batonlock.store.AcquireReply;
import io.github.batonlock.store.FenceReply;
import io.github.batonlock.store.ReleaseReply;
import io.github.batonlock.store.RenewReply;
import io.github.batonlock.store.Request;
import org.jspecify.annotations.Nullable;

/**
 * A state of a claim. Every event returns the next state: by default the same one, since
 * by default an event means nothing. Guarded by the mutex of the site.
 * <p>
 * Invariant: a claim only moves forward, from a state to one that comes later in the
 * diagram, and takes along what is known of its request. A transition that an error cuts
 * off has not happened.
 */
abstract class State {

	final ClaimScope scope;

	final Request request;

	final LockSettings settings;

	final CommandSlot slot;

	/** When the claim was made. */
	final Moment began;

	/** Whether another JVM waits for the lock. */
	boolean asked;

	/** Where the lock comes from, once it is owned. */
	Origin origin = Origin.FREE;

	/** Who owned the lock when that was last told. */
	@Nullable SeenOwner owner;

	/** Whether a grant may have been missed since the newest question was sent. */
	boolean recheck;

	State(ClaimScope scope, Request request, LockSettings settings, CommandSlot slot, Moment began) {
		this.scope = scope;
		this.request = request;
		this.settings = settings;
		this.slot = slot;
		this.began = began;
	}

	State(State before) {
		this(before.scope, before.request, before.settings, before.slot, before.began);
		this.asked = before.asked;
		this.origin = before.origin;
		this.owner = before.owner;
		this.recheck = before.recheck;
	}

	abstract Standing standing();

	/** Send the next command if one is due; called only while the slot is free. */
	void advance(Moment now) {
	}

	/** Note when time alone changes something, beside the time limit of a command. */
	void dueAt(Agenda agenda) {
	}

	/** Whether nothing is awaited, so that the registry can stop. */
	boolean idle() {
		return false;
	}

	/** Whether a key of the store belongs to this claim. */
	boolean has(Request key) {
		return this.request.equals(key);
	}

	// --- answers to the commands of this claim

	State acquired(Moment now, Moment sent, AcquireReply reply) {
		return this;
	}

	/** An answer after its time limit. */
	State acquiredLate() {
		return this;
	}

	State renewed(Moment now, Moment sent, RenewReply reply) {
		return this;
	}

	/** The key lives for as long as it is left. */
	State left() {
		return this;
	}

	State fenced(Moment now, FenceReply reply) {
		return this;
	}

	State released(Moment now, Moment sent, ReleaseReply reply) {
		return this;
	}

	State failed(Moment now, Command command, Throwable error) {
		return this;
	}

	/**
	 * The release that this request has travelled with is over.
	 * @param sent an instant before the sending of that release
	 * @param reply the answer to it, {@code null} if none came
	 */
	State followed(Moment now, Moment sent, @Nullable ReleaseReply reply) {
		return this;
	}

	// --- messages

	State granted(Moment now, long place, long grantLease, long waiting) {
		return this;
	}

	/** Another request of this JVM was granted. */
	State nextGranted(Moment now, Request next) {
		return this;
	}

	State asked() {
		return this;
	}

	State subscribed() {
		return this;
	}

	// --- time and the site

	State timePassed(Moment now) {
		return this;
	}

	State renewNow(Moment now) {
		return this;
	}

	/** Nobody waits for the lock any more. */
	State unwanted() {
		return this;
	}

	State release(Moment now, @Nullable Follower next) {
		return this;
	}

	/** Leave the key to expire: by itself, or after some nanoseconds. */
	State leave(Moment now, long kept) {
		return this;
	}

	/**
	 * Have a listener told when the release is over.
	 * @param listener told why the tenure had been lost before, {@code null} if it had
	 * not
	 */
	void whenReleased(BiConsumer<Moment, @Nullable String> listener) {
		throw new IllegalStateException("not being released");
	}

	// --- what several states do

	/**
	 * Whether too little is left of a lease by the time that it is told, so that it may
	 * be over before anybody enters.
	 */
	static boolean late(Moment now, Moment sent, long lease) {
		return now.nanosLeft(sent.plus(lease)) <= lease / 3;
	}

	/** Note an answer that names the owner, and settle single tries. */
	void seen(Moment now, AcquireReply.Wait wait) {
		this.scope.instance().busy(this.scope.name(), true);
		if (this.scope.instance().requests().made(wait.owner()) && !this.scope.demand().knows(wait.owner())) {
			giveBack(wait.owner(), false); // a ghost: neither held nor wanted
		}
	}

	void ownedByOthers(Moment now, AcquireReply.Wait wait) {
		this.owner = SeenOwner.again(this.owner, wait.owner(), wait.ownerLeft(), now);
		this.scope.demand().answered(now, null);
	}

	/** Give the request back when the change is over. */
	void giveBack(boolean ambiguous) {
		giveBack(this.request, ambiguous);
	}

	private void giveBack(Request unwanted, boolean ambiguous) {
		this.scope.monitor().afterwards(() -> this.scope.instance().giveBack(this.scope.name(), unwanted, ambiguous));
	}

	/**
	 * A claim whose request travels with the release of another one.
	 */
	interface Follower {

		Request request();

		Duration lease();

		/**
		 * The release is over.
		 * @param now this instant
		 * @param sent an instant before the sending of the release
		 * @param reply the answer to it, {@code null} if none came
		 */
		void followed(Moment now, Moment sent, @Nullable ReleaseReply reply);

	}

}
