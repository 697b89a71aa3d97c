package io.github.batonlock.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.store.LockStore.Enqueue;
import io.github.batonlock.testing.RecordingListener;
import io.github.batonlock.testing.RecordingListener.Ask;
import io.github.batonlock.testing.RecordingListener.Grant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The contract of a {@link LockStore}: the effect of each command and its messages, as
 * described in {@code docs/protocol.md}.
 */
@Timeout(60)
public abstract class LockStoreContract {

	static final Duration LEASE = Duration.ofSeconds(30);

	private static final Duration SHORT = Duration.ofMillis(60);

	static final Duration GRANT = Duration.ofSeconds(3);

	static final String NAME = "order:42";

	private static final String LAST = "the last message";

	static final AcquireReply FREE = new AcquireReply.Granted(0, false);

	static final Request A = request("a", 1);

	static final Request A2 = request("a", 2);

	static final Request B = request("b", 1);

	static final Request C = request("c", 1);

	static final Request D = request("d", 1);

	final List<LockStore> listening = new ArrayList<>();

	long lasts = 1000;

	/** Creates a store on the locks that all stores of this test share. */
	protected abstract LockStore newStore();

	/** Returns the store for commands of instances without a subscription. */
	protected abstract LockStore store();

	/** Called after each test, while the store is still available. */
	protected void stop() {
		this.listening.forEach(LockStore::stop);
	}

	// --- first try

	@Test
	void firstTryOwnsFreeLock() {
		assertThat(tryAcquire(A)).isEqualTo(FREE);
		assertOwnedBy(A);
	}

	@Test
	void firstTryIsRefusedWhatIsOwned() {
		tryAcquire(A);
		assertThat(tryAcquire(B)).isEqualTo(new AcquireReply.Taken());
		assertThat(renew(A)).isEqualTo(new RenewReply.Kept(0));
	}

	@Test
	void firstTryPassesAQueueThatAnExpiredOwnerHasLeft() {
		listen("b");
		queuedBehindExpiredOwner(B);
		assertThat(tryAcquire(C)).isEqualTo(FREE);
		assertThat(renew(C)).isEqualTo(new RenewReply.Kept(1));
		release(C, null);
		assertOwnedBy(B);
	}

	// --- acquire

	@ParameterizedTest
	@EnumSource(Enqueue.class)
	void acquireOwnsFreeLock(Enqueue enqueue) {
		assertThat(acquire(A, enqueue)).isEqualTo(FREE);
		assertOwnedBy(A);
		assertThat(renew(A)).isEqualTo(new RenewReply.Kept(0));
	}

	@Test
	void acquireOfTheOwnerIsGrantedAgainAndProlongs() {
		reply(store().tryAcquire(NAME, A, Duration.ofSeconds(5)));
		acquire(B, Enqueue.YES);
		assertThat(acquire(A, Enqueue.YES)).isEqualTo(new AcquireReply.Granted(1, false));
		assertThat(acquire(A, Enqueue.NO)).isEqualTo(new AcquireReply.Granted(1, false));
		assertThat(waiting(B, Enqueue.NO).ownerLeft()).isBetween(Duration.ofSeconds(6), LEASE);
	}

	@Test
	void waitReturnsOwnerAndRemainingTime() {
		tryAcquire(A);
		AcquireReply.Wait wait = waiting(B, Enqueue.YES);
		assertThat(wait.owner()).isEqualTo(A);
		assertThat(wait.ownerLeft()).isBetween(Duration.ofSeconds(1), LEASE);
	}

	@Test
	void enqueueingIsForThoseWhoWantIt() {
		tryAcquire(A);
		assertThat(waiting(B, Enqueue.NO).place()).isEmpty();
		assertThat(waiting(B, Enqueue.YES).place()).isPresent();
		assertThat(renew(A)).isEqualTo(new RenewReply.Kept(1));
	}

	@Test
	void doesNotQueueBehindSingleOwnerWithoutQueue() {
		Request single = Request.of("a", 1, LEASE, false, true);
		tryAcquire(single);
		assertThat(waiting(B, Enqueue.IF_OTHERS_WAIT).place()).isEmpty();
		waiting(C, Enqueue.YES);
		assertThat(waiting(B, Enqueue.IF_OTHERS_WAIT).place()).isPresent();
	}

	@Test
	void queuesIfOwnerPassesOnInItsJvm() {
		tryAcquire(A);
		assertThat(waiting(B, Enqueue.IF_OTHERS_WAIT).place()).isPresent();
	}

	@Test
	void placesRiseAndAreKept() {
		tryAcquire(A);
		long first = place(B);
		long second = place(C);
		long third = place(D);
		assertThat(first).isLessThan(second);
		assertThat(second).isLessThan(third);
		for (Enqueue enqueue : Enqueue.values()) {
			assertThat(waiting(B, enqueue).place()).hasValue(first);
			assertThat(waiting(C, enqueue).place()).hasValue(second);
		}
		assertThat(renew(A)).isEqualTo(new RenewReply.Kept(3));
	}

	@Test
	void queuedRequestThatIsGrantedLeavesTheQueue() {
		queuedBehindExpiredOwner(B, C);
		assertThat(acquire(B, Enqueue.NO)).isEqualTo(new AcquireReply.Granted(1, true));
		assertThat(waiting(C, Enqueue.NO).owner()).isEqualTo(B);
		assertThat(renew(B)).isEqualTo(new RenewReply.Kept(1));
	}

	@Test
	void queueForgetsWhoGaveNoSignOfLifeForALease() {
		tryAcquire(A);
		reply(store().acquire(NAME, B, SHORT, Enqueue.YES));
		await().until(() -> renew(A).equals(new RenewReply.Kept(0)));
		assertThat(waiting(B, Enqueue.NO).place()).isEmpty();
	}

	// --- leave

	@Test
	void leftOwnershipKeepsItsTimeDespiteRequests() {
		tryAcquire(A);
		Request left = A.withLease(Duration.ofHours(1));
		assertThat(leave(A, left)).isEqualTo(new RenewReply.Kept(0));
		for (int i = 0; i < 2; i++) {
			assertThat(tryAcquire(C)).isEqualTo(new AcquireReply.Taken());
			AcquireReply.Wait wait = waiting(B, Enqueue.YES);
			assertThat(wait.owner()).isEqualTo(left);
			assertThat(wait.ownerLeft()).isBetween(Duration.ofMinutes(30), Duration.ofMinutes(59));
		}
		assertThat(renew(A)).isEqualTo(new RenewReply.Lost());
		release(A, null);
		assertThat(leave(A, left)).as("answered once more").isEqualTo(new RenewReply.Kept(1));
	}

	@Test
	void doesNotLeaveWithoutOwnership() {
		Request left = A.withLease(Duration.ofHours(1));
		assertThat(leave(A, left)).isEqualTo(new RenewReply.Lost());
		tryAcquire(B);
		assertThat(leave(A, left)).isEqualTo(new RenewReply.Lost());
		assertOwnedBy(B);
	}

	@Test
	void queuedRequestOwnsWhenLeftOwnershipExpires() {
		tryAcquire(A);
		acquire(B, Enqueue.YES);
		reply(store().leave(NAME, A, A.withLease(LEASE), SHORT));
		await().until(() -> acquire(B, Enqueue.NO).equals(new AcquireReply.Granted(0, true)));
	}

	private RenewReply leave(Request request, Request left) {
		return reply(store().leave(NAME, request, left, Duration.ofMinutes(59)));
	}

	// --- ask

	@ParameterizedTest
	@EnumSource(Enqueue.class)
	void ownerIsAskedByFirstQueuedRequest(Enqueue enqueue) {
		RecordingListener owner = listen("a");
		tryAcquire(A);
		acquire(B, enqueue);
		assertThat(messages(owner, "a")).containsExactly(new Ask(NAME, A));
	}

	@Test
	void ownerIsNotAskedAgainByOthersButByWhoComesAgain() {
		RecordingListener owner = listen("a");
		tryAcquire(A);
		acquire(B, Enqueue.YES);
		acquire(C, Enqueue.YES);
		acquire(D, Enqueue.NO);
		assertThat(messages(owner, "a")).containsExactly(new Ask(NAME, A));
		acquire(C, Enqueue.NO);
		acquire(B, Enqueue.YES);
		assertThat(messages(owner, "a")).containsExactly(new Ask(NAME, A), new Ask(NAME, A));
	}

	@Test
	void ownerThatPassesNothingOnIsAskedOnlyByWhoComesAgain() {
		RecordingListener owner = listen("a");
		Request single = Request.of("a", 1, LEASE, true, true);
		tryAcquire(single);
		acquire(B, Enqueue.NO);
		acquire(B, Enqueue.YES);
		acquire(C, Enqueue.YES);
		assertThat(messages(owner, "a")).isEmpty();
		acquire(B, Enqueue.NO);
		assertThat(messages(owner, "a")).containsExactly(new Ask(NAME, single));
	}

	@Test
	void nobodyIsAskedByWhoIsGranted() {
		RecordingListener owner = listen("a");
		tryAcquire(A);
		acquire(B, Enqueue.YES);
		messages(owner, "a");
		acquire(A, Enqueue.YES);
		renew(A);
		fence(A, 1);
		assertThat(messages(owner, "a")).isEmpty();
	}

	// --- renew

	@Test
	void renewalProlongsAndReturnsNumberOfWaiters() {
		reply(store().tryAcquire(NAME, A, Duration.ofSeconds(5)));
		acquire(B, Enqueue.YES);
		acquire(C, Enqueue.YES);
		assertThat(renew(A)).isEqualTo(new RenewReply.Kept(2));
		assertThat(waiting(D, Enqueue.NO).ownerLeft()).isBetween(Duration.ofSeconds(6), LEASE);
	}

	@Test
	void doesNotRenewWithoutOwnership() {
		assertThat(renew(A)).isEqualTo(new RenewReply.Lost());
		assertThat(tryAcquire(B)).isEqualTo(FREE);
		acquire(A, Enqueue.YES);
		assertThat(renew(A)).isEqualTo(new RenewReply.Lost());
		release(B, null);
		assertThat(renew(B)).isEqualTo(new RenewReply.Lost());
	}

	@Test
	void renewsSeveralEachByItself() {
		reply(store().tryAcquire(NAME, A, Duration.ofSeconds(5)));
		reply(store().tryAcquire("other", B, Duration.ofSeconds(5)));
		reply(store().acquire("other", C, LEASE, Enqueue.YES));
		List<RenewReply> replies = store()
			.renewAll(List.of(new LockStore.Renewal(NAME, A, LEASE), new LockStore.Renewal("nobody's", A, LEASE),
					new LockStore.Renewal("other", B, LEASE)))
			.stream()
			.map(LockStoreContract::reply)
			.toList();
		assertThat(replies).containsExactly(new RenewReply.Kept(0), new RenewReply.Lost(), new RenewReply.Kept(1));
		assertThat(waiting(D, Enqueue.NO).ownerLeft()).isBetween(Duration.ofSeconds(6), LEASE);
	}

	// --- fence

	@Test
	void tokensRiseByAsManyAsWereDrawn() {
		tryAcquire(A);
		long first = token(A, 1);
		long second = token(A, 100_000_000);
		assertThat(second).isGreaterThan(first);
		release(A, null);
		tryAcquire(B);
		assertThat(token(B, 1)).isGreaterThanOrEqualTo(second + 100_000_000);
	}

	@Test
	void tokensFollowTheClockSoThatTheyRiseAfterAllWasForgotten() {
		tryAcquire(A);
		assertThat(token(A, 1)).isGreaterThan(1_700_000_000_000_000L);
	}

	@Test
	void drawsNoTokenWithoutOwnership() {
		assertThat(fence(A, 1)).isEqualTo(new FenceReply.Lost());
		tryAcquire(A);
		acquire(B, Enqueue.YES);
		assertThat(fence(B, 1)).isEqualTo(new FenceReply.Lost());
		release(A, null);
		assertThat(fence(A, 1)).isEqualTo(new FenceReply.Lost());
	}

	// --- release

	@Test
	void releasedLockIsFree() {
		tryAcquire(A);
		assertThat(release(A, null)).isEqualTo(new ReleaseReply.Released());
		assertThat(tryAcquire(B)).isEqualTo(FREE);
	}

	@Test
	void releaseOfWhoDoesNotOwnChangesNothing() {
		assertThat(release(A, A2)).isEqualTo(new ReleaseReply.NotOwner());
		tryAcquire(A);
		release(A, null);
		tryAcquire(B);
		assertThat(release(A, A2)).isEqualTo(new ReleaseReply.NotOwner());
		assertThat(renew(B)).isEqualTo(new RenewReply.Kept(0));
	}

	@Test
	void releaseOfWhoQueuesCancels() {
		listen("b");
		listen("c");
		tryAcquire(A);
		acquire(B, Enqueue.YES);
		acquire(C, Enqueue.YES);
		assertThat(release(B, null)).isEqualTo(new ReleaseReply.NotOwner());
		assertThat(renew(A)).isEqualTo(new RenewReply.Kept(1));
		release(A, null);
		assertOwnedBy(C);
	}

	@Test
	void headOfQueueOwnsAndIsNotified() {
		RecordingListener next = listen("b");
		RecordingListener other = listen("c");
		tryAcquire(A);
		long place = place(B);
		place(C);
		assertThat(release(A, null)).isEqualTo(new ReleaseReply.Released());
		assertThat(messages(next, "b")).containsExactly(new Grant(NAME, B, place, GRANT, 1));
		assertThat(messages(other, "c")).isEmpty();
		assertOwnedBy(B);
		assertThat(waiting(C, Enqueue.NO).ownerLeft()).isLessThanOrEqualTo(GRANT);
	}

	@Test
	void lateReleaseOfTheFormerOwnerGrantsNothingAgain() {
		RecordingListener next = listen("b");
		tryAcquire(A);
		place(B);
		release(A, A2);
		assertThat(release(A, A2)).isEqualTo(new ReleaseReply.NotOwner());
		assertThat(messages(next, "b")).hasSize(1);
		assertThat(renew(B)).isEqualTo(new RenewReply.Kept(1));
	}

	@Test
	void nextRequestIsGrantedAtOnceIfQueueIsEmpty() {
		RecordingListener owner = listen("a");
		tryAcquire(A);
		assertThat(release(A, A2)).isEqualTo(new ReleaseReply.Granted(0));
		assertThat(messages(owner, "a")).isEmpty();
		assertThat(waiting(B, Enqueue.NO)).satisfies((wait) -> {
			assertThat(wait.owner()).isEqualTo(A2);
			assertThat(wait.ownerLeft()).isGreaterThan(GRANT);
		});
	}

	@Test
	void nextRequestQueuesBehindTheOthers() {
		listen("b");
		listen("c");
		tryAcquire(A);
		place(B);
		long last = place(C);
		ReleaseReply reply = release(A, A2);
		assertThat(reply).isInstanceOfSatisfying(ReleaseReply.Queued.class,
				(queued) -> assertThat(queued.place()).isGreaterThan(last));
		assertThat(renew(B)).isEqualTo(new RenewReply.Kept(2));
		assertThat(waiting(A2, Enqueue.NO).place()).hasValue(((ReleaseReply.Queued) reply).place());
		release(B, null);
		assertOwnedBy(C);
	}

	@Test
	void grantIsNotLongerThanLeaseOfRequest() {
		RecordingListener next = listen("b");
		Request brief = Request.of("b", 1, Duration.ofMillis(500), false, false);
		tryAcquire(A);
		long place = waiting(brief, Enqueue.YES).place().orElseThrow();
		release(A, null);
		assertThat(next.awaitMessage()).isEqualTo(new Grant(NAME, brief, place, Duration.ofMillis(500), 0));
		await().until(() -> tryAcquire(C).equals(FREE));
	}

	// --- looking

	@Test
	void inspectionReturnsOwnerAndHeadOfQueue() {
		tryAcquire(A);
		place(C);
		place(B);
		place(D);
		LockState state = look(2);
		assertThat(state.owner()).isEqualTo(A);
		assertThat(state.ownerLeft()).isBetween(Duration.ofSeconds(1), LEASE);
		assertThat(state.queued()).isEqualTo(3);
		assertThat(state.queue()).containsExactly(C, B);
	}

	@Test
	void lookFindsNothingOfAFreeLock() {
		assertThat(look(10)).isEqualTo(new LockState(null, Duration.ZERO, 0, List.of()));
	}

	@Test
	void lookFindsTheQueueThatAnExpiredOwnerHasLeft() {
		queuedBehindExpiredOwner(B);
		assertThat(look(10)).isEqualTo(new LockState(null, Duration.ZERO, 1, List.of(B)));
	}

	@Test
	void lookChangesNothing() {
		RecordingListener owner = listen("a");
		look(10);
		assertThat(tryAcquire(A)).isEqualTo(FREE);
		long place = place(B);
		messages(owner, "a");
		look(10);
		assertThat(messages(owner, "a")).isEmpty();
		assertThat(renew(A)).isEqualTo(new RenewReply.Kept(1));
		assertThat(waiting(B, Enqueue.NO).place()).hasValue(place);
	}

	// --- inquiries

	@ParameterizedTest
	@ValueSource(strings = { "a b", " a ", "{x}", "two\nlines", "\uD83D\uDD12", "" })
	void questionIsHeardByTheInstanceItIsFor(String name) {
		RecordingListener owner = listen("a");
		RecordingListener other = listen("b");
		Inquiry question = new Inquiry.Question(name, A, "b");
		assertThat(reply(store().tell("a", question))).isTrue();
		assertThat(owner.awaitMessage()).isEqualTo(question);
		assertThat(messages(other, "b")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "async", "http-nio-8080-exec-7", "a b  c ", "two\nlines", "\uD83D\uDD12" })
	void answerIsHeardWithAllItTells(String thread) {
		RecordingListener asker = listen("b");
		for (Whereabouts whereabouts : List.of(
				new Whereabouts("shop-2.example", 4711, thread, Instant.ofEpochMilli(1_795_000_000_123L), 3),
				new Whereabouts("shop-2.example", 1, null, null, 0), new Whereabouts(null, 1, null, null, 1))) {
			Inquiry answer = new Inquiry.Answer(A, whereabouts);
			assertThat(reply(store().tell("b", answer))).isTrue();
			assertThat(asker.awaitMessage()).isEqualTo(answer);
		}
	}

	@Test
	void messageWithoutListenerIsNotReceived() {
		reply(store().tryAcquire(NAME, A, LEASE));
		assertThat(reply(store().tell("a", new Inquiry.Question(NAME, A, "b")))).isFalse();
	}

	// --- subscriptions

	@Test
	void resubscriptionIsReportedAndReceives() {
		RecordingListener listener = listen("b");
		this.listening.get(0).resubscribe();
		listener.awaitSubscriptions(2);
		assertThat(messages(listener, "b")).isEmpty();
	}

	// --- expiry

	@Test
	void expiredOwnerHasLostTheLock() {
		reply(store().tryAcquire(NAME, A, SHORT));
		await().until(() -> renew(A).equals(new RenewReply.Lost()));
		assertThat(fence(A, 1)).isEqualTo(new FenceReply.Lost());
		assertThat(acquire(B, Enqueue.NO)).isEqualTo(FREE);
		assertThat(release(A, A2)).isEqualTo(new ReleaseReply.NotOwner());
		assertThat(renew(B)).isEqualTo(new RenewReply.Kept(0));
	}

	@Test
	void ownerThatOthersFollowedIsNotRevivedByItsOwnCommands() {
		reply(store().tryAcquire(NAME, A, SHORT));
		await().until(() -> acquire(B, Enqueue.NO).equals(FREE));
		assertThat(waiting(A, Enqueue.YES).owner()).isEqualTo(B);
		assertThat(renew(A)).isEqualTo(new RenewReply.Lost());
	}

	// --- names

	@ParameterizedTest
	@ValueSource(strings = { "a b", " a ", "{x}", "}{", "a:b:c", "two\nlines", "a\r\nb", "\uD83D\uDD12", "'\"\\",
			"%s %d", "\u0000" })
	void anyNameIsHandedOver(String name) {
		RecordingListener owner = listen("a");
		RecordingListener next = listen("b");
		reply(store().tryAcquire(name, A, LEASE));
		AcquireReply.Wait wait = (AcquireReply.Wait) reply(store().acquire(name, B, LEASE, Enqueue.YES));
		assertThat(owner.awaitMessage()).isEqualTo(new Ask(name, A));
		reply(store().release(name, A, null, GRANT, LEASE));
		assertThat(next.awaitMessage()).isEqualTo(new Grant(name, B, wait.place().orElseThrow(), GRANT, 0));
		assertThat(reply(store().inspect(name, 1)).owner()).isEqualTo(B);
		assertThat(reply(store().renew(name, B, LEASE))).isEqualTo(new RenewReply.Kept(0));
	}

	@Test
	void namesAreLocksOfTheirOwn() {
		tryAcquire(A);
		for (String name : List.of("order:4", "order:42 ", "ORDER:42", "{order:42}", "order")) {
			assertThat(reply(store().tryAcquire(name, A2, LEASE))).isEqualTo(FREE);
		}
	}

	// --- what the tests are written with

	RecordingListener listen(String instance) {
		RecordingListener listener = new RecordingListener();
		LockStore store = newStore();
		this.listening.add(store);
		store.start(instance, listener);
		return listener.awaitSubscriptions(1);
	}

	/**
	 * Returns all messages to an instance up to now: sends a last one, as messages keep
	 * their order.
	 */
	private List<Object> messages(RecordingListener listener, String instance) {
		grantTo(request(instance, this.lasts++), LAST);
		return listener.awaitAllBefore(LAST);
	}

	void grantTo(Request request, String name) {
		Request owner = request("z", this.lasts++);
		reply(store().acquire(name, owner, LEASE, Enqueue.NO));
		reply(store().acquire(name, request, LEASE, Enqueue.YES));
		reply(store().release(name, owner, null, GRANT, LEASE));
		if (name.equals(LAST)) {
			reply(store().release(name, request, null, GRANT, LEASE));
		}
	}

	private void queuedBehindExpiredOwner(Request... requests) {
		Request owner = request("gone", 1);
		tryAcquire(owner);
		for (Request request : requests) {
			place(request);
		}
		reply(store().renew(NAME, owner, SHORT));
		await().until(() -> fence(owner, 1).equals(new FenceReply.Lost()));
	}

	void assertOwnedBy(Request owner) {
		assertThat(waiting(request("z", 1), Enqueue.NO).owner()).isEqualTo(owner);
	}

	AcquireReply tryAcquire(Request request) {
		return reply(store().tryAcquire(NAME, request, LEASE));
	}

	AcquireReply acquire(Request request, Enqueue enqueue) {
		return reply(store().acquire(NAME, request, LEASE, enqueue));
	}

	private AcquireReply.Wait waiting(Request request, Enqueue enqueue) {
		return (AcquireReply.Wait) acquire(request, enqueue);
	}

	long place(Request request) {
		OptionalLong place = waiting(request, Enqueue.YES).place();
		return place.orElseThrow();
	}

	private LockState look(int limit) {
		return reply(store().inspect(NAME, limit));
	}

	RenewReply renew(Request request) {
		return reply(store().renew(NAME, request, LEASE));
	}

	private FenceReply fence(Request request, int wanted) {
		return reply(store().fence(NAME, request, wanted));
	}

	private long token(Request request, int wanted) {
		return ((FenceReply.Drawn) fence(request, wanted)).first();
	}

	ReleaseReply release(Request request, Request next) {
		return reply(store().release(NAME, request, next, GRANT, LEASE));
	}

	static Request request(String instance, long number) {
		return Request.of(instance, number, LEASE, false, false);
	}

	static <T> T reply(CompletionStage<T> stage) {
		return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
	}

}
