package io.github.batonlock.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import org.springframework.data.redis.core.script.DigestUtils;

/**
 * The scripts. What they take and answer is told in their first lines. Those that publish
 * messages exist a second time without that, for servers that do not let them.
 */
enum LockScript {

	ACQUIRE("acquire.lua"),

	ACQUIRE_SILENTLY("acquire.lua", true),

	RENEW("renew.lua"),

	LEAVE("leave.lua"),

	RENEW_ALL("renew-all.lua"),

	FENCE("fence.lua"),

	RELEASE("release.lua"),

	RELEASE_SILENTLY("release.lua", true),

	INSPECT("inspect.lua"),

	LOOK("look.lua"),

	LOOK_SILENTLY("look.lua", true);

	/** What some servers refuse in scripts, some of them as soon as they see it. */
	private static final String MESSAGING = "redis\\.pcall\\('PUB(LISH|SUB)'[^)]*\\)";

	/** As if it had been tried and refused for no reason. */
	private static final String REFUSED = "{ err = '' }";

	private final String text;

	private final String sha1;

	LockScript(String file) {
		this(file, false);
	}

	LockScript(String file, boolean silently) {
		String text = read(file);
		this.text = silently ? silent(text) : text;
		this.sha1 = DigestUtils.sha1DigestAsHex(this.text);
	}

	/**
	 * Leave messages to the caller, who finds them in the answer.
	 */
	private static String silent(String text) {
		return text.replaceAll(MESSAGING, REFUSED);
	}

	/**
	 * The same script that leaves messages to the caller.
	 */
	LockScript silently() {
		return switch (this) {
			case ACQUIRE -> ACQUIRE_SILENTLY;
			case RELEASE -> RELEASE_SILENTLY;
			case LOOK -> LOOK_SILENTLY;
			default -> this;
		};
	}

	String text() {
		return this.text;
	}

	String sha1() {
		return this.sha1;
	}

	/**
	 * Read all of them, unless that was done. Not to be left to the first command: an
	 * error on its thread, which may have no stack left or not be allowed to block, would
	 * make the class unusable for good.
	 */
	static void load() {
	}

	private static String read(String file) {
		try (InputStream content = LockScript.class.getResourceAsStream(file)) {
			if (content == null) {
				throw new IllegalStateException("The script " + file + " is missing beside " + LockScript.class);
			}
			return new String(content.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
