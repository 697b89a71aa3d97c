package io.github.batonlock.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import org.springframework.data.redis.core.script.DigestUtils;

/**
 * The scripts. Their first lines describe arguments and replies. Scripts that publish
 * messages also exist in a variant that does not, for servers that do not permit it.
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

	/**
	 * Commands that some servers refuse in scripts, partly as soon as the text contains
	 * them.
	 */
	private static final String MESSAGING = "redis\\.pcall\\('PUB(LISH|SUB)'[^)]*\\)";

	/** The result of a command that was refused without a reason. */
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
	 * Returns the text of the variant that leaves messages to the caller, who finds them
	 * in the reply.
	 */
	private static String silent(String text) {
		return text.replaceAll(MESSAGING, REFUSED);
	}

	/**
	 * Returns the variant of this script that leaves messages to the caller.
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
	 * Reads all scripts, unless they have been read. This must not happen at the first
	 * command: an error on its thread, which may have no stack left or must not block,
	 * would make the class unusable permanently.
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
