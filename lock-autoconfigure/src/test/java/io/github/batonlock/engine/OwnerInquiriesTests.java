package io.github.batonlock.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.Lease;
import io.github.batonlock.LockOptions;
import io.github.batonlock.engine.ScriptedStore.Told;
import io.github.batonlock.engine.instance.HostName;
import io.github.batonlock.engine.instance.OwnerInquiries;
import io.github.batonlock.inspect.LockInspector;
import io.github.batonlock.store.Inquiry;
import io.github.batonlock.store.ReleaseReply;
import io.github.batonlock.store.Request;
import io.github.batonlock.store.Whereabouts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OwnerInquiries}.
 */
@Timeout(60)
class OwnerInquiriesTests {

	private static final Request THERE = new Request("there:7:9000:");

	private static final Whereabouts SOMEWHERE = new Whereabouts("shop-2", 4711, "main", Instant.EPOCH, 3);

	private final Rig rig = new Rig();

	private final ScriptedStore store = this.rig.store;

	private final LockInspector view = this.rig.registry.inspector();

	@AfterEach
	void stop() {
		this.rig.engine().inquiries().close();
	}

	// --- who is asked

	@Test
	void tellsWhoIsInsideSinceWhenAndHowManyWait() {
		Instant entered = now();
		Request owner = owner(this.rig.inside());
		this.rig.pass(Duration.ofSeconds(2));
		this.rig.acquire();
		assertThat(answerTo("a", owner)).returns("async", Whereabouts::thread)
			.returns(entered, Whereabouts::since)
			.returns(1, Whereabouts::waiting)
			.returns(ProcessHandle.current().pid(), Whereabouts::pid)
			.returns(new HostName().get(), Whereabouts::host);
	}

	@Test
	void tellsTheThreadThatIsInside() {
		Request owner = owner(this.rig.insideAsOwner(LockOptions.configured()));
		assertThat(answerTo("a", owner)).returns(Thread.currentThread().getName(), Whereabouts::thread);
	}

	@Test
	void tellsWhereItIsThoughTheLockHasBeenPassedOn() {
		Lease lease = this.rig.inside();
		Request former = owner(lease);
		CompletableFuture<Lease> next = this.rig.acquire();
		this.rig.acquire();
		this.rig.released(lease).answer(new ReleaseReply.Granted(0));
		this.rig.entered(next);
		assertThat(answerTo("a", former)).returns(null, Whereabouts::thread)
			.returns(null, Whereabouts::since)
			.returns(1, Whereabouts::waiting)
			.returns(ProcessHandle.current().pid(), Whereabouts::pid);
		assertThat(answerTo("b", former)).returns(null, Whereabouts::thread).returns(0, Whereabouts::waiting);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x:y", "x y", "*", "X", "news\n", "\u00E9", "123456789012345678901234567890123" })
	void answersNobodyWhoIsNoInstance(String asker) {
		Request owner = owner(this.rig.inside());
		this.store.tellUs(new Inquiry.Question("a", owner, asker));
		assertThat(answerTo("a", owner)).isNotNull();
	}

	@Test
	void answersForNoOtherInstance() {
		Request owner = owner(this.rig.inside());
		this.store.tellUs(new Inquiry.Question("a", THERE, "other"));
		this.store.tellUs(new Inquiry.Question("a", new Request(owner.text() + ":"), "other"));
		told(); // the second is a request of ours, which does not own
		assertThat(answerTo("a", owner)).returns("async", Whereabouts::thread);
	}

	@Test
	void answersOneAfterAnotherAndDropsWhatIsTooMuch() {
		Request owner = owner(this.rig.inside());
		Inquiry question = new Inquiry.Question("a", owner, "other");
		for (int i = 0; i < 1000; i++) {
			this.store.tellUs(question);
		}
		Told first = told();
		assertThat(this.store.told).isEmpty();
		first.heard().complete(true);
		List<Told> answers = new ArrayList<>(List.of(first));
		this.store.tellUs(new Inquiry.Question("a", owner, "last"));
		for (Told next = told(); !next.instance().equals("last"); next = told()) {
			answers.add(next);
			next.heard().complete(true);
			this.store.tellUs(new Inquiry.Question("a", owner, "last"));
		}
		assertThat(answers).hasSizeBetween(2, 17);
	}

	@Test
	void questionsChangeNothing() {
		this.store.tellUs(new Inquiry.Question("a", this.store.ghost(), "other"));
		assertThat(told().inquiry()).isInstanceOf(Inquiry.Answer.class);
		this.rig.assertNothingLeft();
	}

	@Test
	void answersNothingAfterTheStop() throws Exception {
		Engine engine = this.rig.engine();
		Request owner = owner(this.rig.inside());
		this.store.answerWith(new ReleaseReply.Released());
		this.rig.registry.stop();
		engine.told(new Inquiry.Question("a", owner, "other"));
		assertThat(this.view.locate("a", THERE)).isNull();
		assertThat(this.store.told.poll(100, TimeUnit.MILLISECONDS)).isNull();
		this.rig.registry.start();
	}

	// --- who asks

	@Test
	void ownerOfThisJvmIsToldWithoutAMessage() {
		Request owner = owner(this.rig.inside());
		assertThat(this.view.locate("a", owner)).isNotNull().returns("async", Whereabouts::thread);
		assertThat(this.store.told).isEmpty();
	}

	@Test
	void ownerOfAnotherJvmIsAskedOnceByAllWhoAskAtATime() {
		CompletableFuture<@Nullable Whereabouts> answer = CompletableFuture
			.supplyAsync(() -> this.view.locate("a", THERE));
		Told question = told();
		assertThat(question.instance()).isEqualTo("there");
		assertThat(question.inquiry()).isEqualTo(new Inquiry.Question("a", THERE, this.store.instance()));
		question.heard().complete(true);
		OwnerInquiries inquiries = this.rig.engine().inquiries();
		CompletableFuture<?> second = inquiries.ask("a", THERE);
		this.store.tellUs(new Inquiry.Answer(new Request("there:8:9000:"), SOMEWHERE));
		assertThat(second).isNotDone();
		this.store.tellUs(new Inquiry.Answer(THERE, SOMEWHERE));
		assertThat(second).isDone();
		assertThat(answer.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(SOMEWHERE);
		assertThat(this.store.told).isEmpty();
		inquiries.ask("a", THERE);
		assertThat(told().inquiry()).isEqualTo(question.inquiry());
	}

	@Test
	void ownerThatNobodyHearsForIsNotWaitedFor() {
		CompletableFuture<?> unheard = this.rig.engine().inquiries().ask("a", THERE);
		told().heard().complete(false);
		assertThat(unheard).isDone();
		CompletableFuture<?> refused = this.rig.engine().inquiries().ask("a", THERE);
		told().heard().completeExceptionally(new IllegalStateException("NOPERM"));
		assertThat(refused).isDone();
	}

	@Test
	void ownerThatIsSilentIsWaitedForBriefly() {
		assertThat(this.view.locate("a", THERE)).isNull();
		told().heard().complete(true);
		this.store.tellUs(new Inquiry.Answer(THERE, SOMEWHERE));
		assertThat(this.store.told).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x y:1:9000:", "*:1:9000:", "no request" })
	void ownerThatIsNoInstanceIsNotAsked(String owner) {
		assertThat(this.view.locate("a", new Request(owner))).isNull();
		assertThat(this.store.told).isEmpty();
	}

	@Test
	void answersThatNobodyAskedForChangeNothing() {
		this.store.tellUs(new Inquiry.Answer(THERE, SOMEWHERE));
		this.store.tellUs(new Inquiry.Answer(this.store.ghost(), SOMEWHERE));
		this.rig.assertNothingLeft();
	}

	// --- what the tests are written with

	private Whereabouts answerTo(String name, Request owner) {
		this.store.tellUs(new Inquiry.Question(name, owner, "asker"));
		Told answer = told();
		answer.heard().complete(true);
		assertThat(answer.instance()).isEqualTo("asker");
		assertThat(answer.inquiry()).isInstanceOfSatisfying(Inquiry.Answer.class,
				(told) -> assertThat(told.owner()).isEqualTo(owner));
		return ((Inquiry.Answer) answer.inquiry()).whereabouts();
	}

	private Told told() {
		try {
			Told told = this.store.told.poll(20, TimeUnit.SECONDS);
			assertThat(told).isNotNull();
			return told;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Request owner(Lease lease) {
		return ((EngineLease) lease).hold().request();
	}

	private Instant now() {
		return Instant.ofEpochMilli(this.rig.time.now().millis());
	}

}
