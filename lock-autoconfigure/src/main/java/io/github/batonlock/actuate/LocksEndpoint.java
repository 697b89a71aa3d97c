package io.github.batonlock.actuate;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.Shown;
import io.github.batonlock.inspect.LockInUse;
import io.github.batonlock.inspect.LockInspector;
import io.github.batonlock.inspect.RegistryStatus;
import io.github.batonlock.store.LockState;
import io.github.batonlock.store.Request;
import io.github.batonlock.store.Whereabouts;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * Endpoint that shows the holders and waiters of locks, and releases locks by force. The
 * latter requires unrestricted access, which is not the default.
 */
@RegisterReflectionForBinding({ LockDescriptor.class, LocksEndpoint.Refusal.class })
@WebEndpoint(id = "locks", defaultAccess = Access.READ_ONLY)
public class LocksEndpoint {

	private static final Log logger = LogFactory.getLog(LocksEndpoint.class);

	private static final int LIMIT = 100;

	private static final int NOT_FOUND = 404;

	private static final int CONFLICT = 409;

	private static final int UNAVAILABLE = 503;

	private final LockInspector inspector;

	private final Supplier<Map<String, LocksEndpoint>> others;

	/**
	 * Creates an endpoint for one registry.
	 * @param inspector inspects the registry
	 */
	public LocksEndpoint(LockInspector inspector) {
		this(inspector, Map::of);
	}

	/**
	 * Creates an endpoint for several registries.
	 * @param inspector inspects the default registry
	 * @param others the endpoints of the other registries by bean name
	 */
	public LocksEndpoint(LockInspector inspector, Supplier<Map<String, LocksEndpoint>> others) {
		this.inspector = inspector;
		this.others = others;
	}

	/**
	 * Returns the locks that are held or awaited in this JVM. Sends nothing to the store.
	 * @param limit maximum number of locks, 100 if {@code null}
	 * @return the locks
	 */
	@ReadOperation
	public LocksDescriptor locks(@Nullable Integer limit) {
		List<LockInUse> locks = this.inspector.locks();
		int shown = Math.max(0, Objects.requireNonNullElse(limit, LIMIT));
		Map<String, LocksDescriptor> further = new TreeMap<>();
		this.others.get().forEach((name, other) -> further.put(name, other.locks(limit)));
		return new LocksDescriptor(here(), locks.size(), locks.subList(0, Math.min(shown, locks.size())),
				further.isEmpty() ? null : further);
	}

	/**
	 * Returns the owner and the queue of a lock, across all JVMs. Asks the store and the
	 * owner.
	 * @param registry bean name of the registry, {@code null} for the default registry
	 * @param name name of the lock; several parts form a name with slashes
	 * @return the lock, even if it is free; {@code 404} if there is no such registry;
	 * {@code 503} if the store does not answer
	 */
	@ReadOperation
	public WebEndpointResponse<?> lock(@Nullable String registry,
			@Selector(match = Match.ALL_REMAINING) String... name) {
		return answer(registry, (endpoint) -> endpoint.look(String.join("/", name)));
	}

	private WebEndpointResponse<LockDescriptor> look(String lock) {
		LockState state = this.inspector.look(lock, LIMIT);
		Request owner = state.owner();
		Whereabouts whereabouts = (owner != null) ? this.inspector.locate(lock, owner) : null;
		return new WebEndpointResponse<>(
				LockDescriptor.of(lock, state, whereabouts, this.inspector.lock(lock), here()));
	}

	/**
	 * Releases a lock in place of its owner. The owner notices the loss when it renews.
	 * Until then, there may be two holders.
	 * @param request the request of the owner, as returned by {@link #lock}
	 * @param registry bean name of the registry, {@code null} for the default registry
	 * @param name name of the lock; several parts form a name with slashes
	 * @return {@code 204}; {@code 404} if there is no such registry; {@code 409} if that
	 * request does not own the lock, or no longer does; {@code 503} if the store does not
	 * answer: in that case, the lock may have been released
	 */
	@DeleteOperation
	public WebEndpointResponse<?> release(String request, @Nullable String registry,
			@Selector(match = Match.ALL_REMAINING) String... name) {
		return answer(registry, (endpoint) -> endpoint.takeAway(String.join("/", name), request));
	}

	private WebEndpointResponse<?> takeAway(String lock, String request) {
		if (!isTakenAway(lock, request)) {
			return new WebEndpointResponse<>(
					new Refusal("Request '" + request + "' does not own lock '" + lock + "'. Look up the owner again"),
					CONFLICT);
		}
		return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT);
	}

	private boolean isTakenAway(String lock, String request) {
		String taken = "taken away from request '" + Shown.text(request) + "' by force";
		try {
			boolean done = this.inspector.release(lock, new Request(request));
			if (done) {
				logger.warn("Lock '" + Shown.text(lock) + "' was " + taken);
			}
			return done;
		}
		catch (LockUnavailableException ex) {
			logger.warn("Lock '" + Shown.text(lock) + "' may have been " + taken + ": " + ex.getMessage());
			throw ex;
		}
	}

	private WebEndpointResponse<?> answer(@Nullable String registry,
			Function<LocksEndpoint, WebEndpointResponse<?>> question) {
		LocksEndpoint asked = (registry != null) ? this.others.get().get(registry) : this;
		if (asked == null) {
			return new WebEndpointResponse<>(new Refusal("There is no further registry '" + registry + "'"), NOT_FOUND);
		}
		try {
			return question.apply(asked);
		}
		catch (LockUnavailableException | UnsupportedOperationException ex) {
			return new WebEndpointResponse<>(new Refusal(ex.getMessage()), UNAVAILABLE);
		}
	}

	private @Nullable String here() {
		RegistryStatus status = this.inspector.status();
		return (status != null) ? status.instance() : null;
	}

	/**
	 * The reason why a request was refused.
	 *
	 * @param message the reason
	 */
	public record Refusal(@Nullable String message) implements OperationResponseBody {
	}

}
