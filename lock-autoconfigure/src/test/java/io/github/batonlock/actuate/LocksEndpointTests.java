package io.github.batonlock.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.inspect.LockInUse;
import io.github.batonlock.inspect.LockInspector;
import io.github.batonlock.inspect.RegistryStatus;
import io.github.batonlock.store.LockState;
import io.github.batonlock.store.Request;
import io.github.batonlock.store.Whereabouts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/**
 * Tests for {@link LocksEndpoint}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LocksEndpointTests {

	private static final Request HERE = new Request("here:1:30000:");

	private static final Request THERE = new Request("there:7:30000:");

	private final LockInspector inspector = mock();

	private final LocksEndpoint endpoint = new LocksEndpoint(this.inspector);

	@BeforeEach
	void running() {
		given(this.inspector.status())
			.willReturn(new RegistryStatus("here", "Redis", true, null, null, null, null, null));
	}

	@Test
	void listAsksNoStore() {
		LockInUse lock = new LockInUse("a", null, 1);
		given(this.inspector.locks()).willReturn(List.of(lock));
		assertThat(this.endpoint.locks(null)).isEqualTo(new LocksDescriptor("here", 1, List.of(lock), null));
		assertStoreWasNotAsked();
	}

	@ParameterizedTest
	@CsvSource({ ",100", "-1,0", "0,0", "1,1", "150,150", "1000,150" })
	void listIsBoundedAndTellsHowManyThereAre(Integer limit, int shown) {
		List<LockInUse> locks = IntStream.range(0, 150).mapToObj((i) -> new LockInUse("lock " + i, null, 1)).toList();
		given(this.inspector.locks()).willReturn(locks);
		LocksDescriptor list = this.endpoint.locks(limit);
		assertThat(list.total()).isEqualTo(150);
		assertThat(list.locks()).isEqualTo(locks.subList(0, shown));
	}

	@Test
	void listIsEmptyWhileTheRegistryDoesNotRun() {
		given(this.inspector.status()).willReturn(null);
		assertThat(this.endpoint.locks(null)).isEqualTo(new LocksDescriptor(null, 0, List.of(), null));
	}

	@Test
	void returnsStateOfLockInThisJvm() {
		LockInUse.Holder holder = new LockInUse.Holder("main", Instant.EPOCH, Duration.ofSeconds(9), 7L);
		LockInUse here = new LockInUse("a/b", holder, 3);
		given(this.inspector.lock("a/b")).willReturn(here);
		given(this.inspector.look("a/b", 100))
			.willReturn(new LockState(HERE, Duration.ofSeconds(8), 120, List.of(THERE, HERE)));
		given(this.inspector.locate("a/b", HERE)).willReturn(new Whereabouts("host", 4711, "main", Instant.EPOCH, 3));
		WebEndpointResponse<?> response = this.endpoint.lock(null, "a", "b");
		assertThat(response.getStatus()).isEqualTo(200);
		assertThat(response.getBody()).isEqualTo(new LockDescriptor("a/b",
				new LockDescriptor.Owner("here", true, Duration.ofSeconds(8), "here:1:30000:", true, "host", 4711L,
						"main", Instant.EPOCH, 3),
				120, List.of(new LockDescriptor.Instance("there", false), new LockDescriptor.Instance("here", true)),
				here));
	}

	@Test
	void returnsLocationReportedByOtherJvm() {
		given(this.inspector.look("a", 100)).willReturn(new LockState(THERE, Duration.ofSeconds(8), 0, List.of()));
		given(this.inspector.locate("a", THERE)).willReturn(new Whereabouts(null, 4711, null, null, 0));
		assertThat(owner()).isEqualTo(new LockDescriptor.Owner("there", false, Duration.ofSeconds(8), THERE.text(),
				true, null, 4711L, null, null, 0));
	}

	@Test
	void reportsOwnerThatDoesNotAnswer() {
		given(this.inspector.look("a", 100)).willReturn(new LockState(THERE, Duration.ofSeconds(8), 0, List.of()));
		assertThat(owner()).isEqualTo(new LockDescriptor.Owner("there", false, Duration.ofSeconds(8), THERE.text(),
				false, null, null, null, null, null));
	}

	private void assertStoreWasNotAsked() {
		verify(this.inspector, never()).look(any(), anyInt());
		verify(this.inspector, never()).locate(any(), any());
		verify(this.inspector, never()).release(any(), any());
	}

	private LockDescriptor.@Nullable Owner owner() {
		return ((LockDescriptor) Objects.requireNonNull(this.endpoint.lock(null, "a").getBody())).owner();
	}

	@Test
	void returnsFreeLock() {
		given(this.inspector.look("a", 100)).willReturn(new LockState(null, Duration.ZERO, 0, List.of()));
		assertThat(this.endpoint.lock(null, "a").getBody())
			.isEqualTo(new LockDescriptor("a", null, 0, List.of(), null));
		verify(this.inspector, never()).locate(any(), any());
	}

	@Test
	void reportsStoreThatDoesNotAnswer() {
		LockUnavailableException unavailable = new LockUnavailableException("a", Duration.ZERO, "Redis is away", null);
		given(this.inspector.look(anyString(), anyInt())).willThrow(unavailable);
		given(this.inspector.release("a", THERE)).willThrow(unavailable);
		for (WebEndpointResponse<?> response : List.of(this.endpoint.lock(null, "a"),
				this.endpoint.release(THERE.text(), null, "a"))) {
			assertThat(response.getStatus()).isEqualTo(503);
			assertThat(response.getBody())
				.isEqualTo(new LocksEndpoint.Refusal("Lock 'a' is unavailable: Redis is away"));
		}
	}

	@Test
	void distinguishesFurtherRegistries() {
		LockInspector further = mock();
		LocksEndpoint both = new LocksEndpoint(this.inspector, () -> Map.of("second", new LocksEndpoint(further)));
		given(further.locks()).willReturn(List.of(new LockInUse("a", null, 2), new LockInUse("b", null, 1)));
		given(further.look("a", 100)).willReturn(new LockState(null, Duration.ZERO, 7, List.of()));
		given(further.release("a", THERE)).willReturn(true);
		assertThat(both.locks(1)).isEqualTo(new LocksDescriptor("here", 0, List.of(),
				Map.of("second", new LocksDescriptor(null, 2, List.of(new LockInUse("a", null, 2)), null))));
		assertThat(both.lock("second", "a").getBody()).isEqualTo(new LockDescriptor("a", null, 7, List.of(), null));
		assertThat(both.release(THERE.text(), "second", "a").getStatus()).isEqualTo(204);
		assertStoreWasNotAsked();
		assertThat(both.lock("third", "a").getStatus()).isEqualTo(404);
		assertThat(both.release(THERE.text(), "third", "a").getBody())
			.isEqualTo(new LocksEndpoint.Refusal("There is no further registry 'third'"));
	}

	@Test
	void bodiesCanBeWrittenByANativeImage() {
		RuntimeHints hints = new RuntimeHints();
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, LocksEndpoint.class);
		for (Class<?> body : List.of(LocksDescriptor.class, LockDescriptor.class, LockDescriptor.Owner.class,
				LockInUse.Holder.class, LocksEndpoint.Refusal.class)) {
			assertThat(RuntimeHintsPredicates.reflection().onType(body)).as(body.getName()).accepts(hints);
		}
	}

	@Test
	void releaseByForceIsLogged(CapturedOutput output) {
		given(this.inspector.release("a/b", THERE)).willReturn(true);
		assertThat(this.endpoint.release(THERE.text(), null, "a", "b").getStatus()).isEqualTo(204);
		assertThat(output).contains("WARN", "Lock 'a/b' was taken away from request '" + THERE.text() + "' by force");
	}

	@Test
	void requestThatDoesNotOwnIsRefused(CapturedOutput output) {
		WebEndpointResponse<?> response = this.endpoint.release(THERE.text(), null, "a");
		assertThat(response.getStatus()).isEqualTo(409);
		assertThat(response.getBody()).isEqualTo(
				new LocksEndpoint.Refusal("Request 'there:7:30000:' does not own lock 'a'. Look up the owner again"));
		assertThat(output).doesNotContain("by force");
	}

}
