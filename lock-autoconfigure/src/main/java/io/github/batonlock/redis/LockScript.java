package io.github.batonlock.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import org.springframework.data.redis.core.script.DigestUtils;

/**
 * The scripts. What they take and answer is told in their first lines.
 */
enum LockScript {

	ACQUIRE("acquire.lua"),

	RENEW("renew.lua"),

	LEAVE("leave.lua"),

	FENCE("fence.lua"),

	RELEASE("release.lua"),

	INSPECT("inspect.lua");

	private final String text;

	private final String sha1;

	LockScript(String file) {
		this.text = read(file);
		this.sha1 = DigestUtils.sha1DigestAsHex(this.text);
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
