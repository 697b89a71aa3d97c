package io.github.batonlock.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.netty.buffer.ByteBuf;

/**
 * Arguments of one call of a script. They record how often Lettuce writes them: Lettuce
 * resends commands that were in progress when a connection was lost, and after a
 * redirection to another node of a cluster.
 */
final class ScriptArguments extends CommandArgs<byte[], byte[]> {

	/** Written by the I/O thread of the connection, of which there may be several. */
	private volatile boolean written;

	private volatile boolean repeated;

	ScriptArguments(String script, byte[][] keys, byte[][] arguments) {
		super(ByteArrayCodec.INSTANCE);
		add(script).add(keys.length).addKeys(keys).addValues(arguments);
	}

	/** Returns whether the server may have received the command more than once. */
	boolean repeated() {
		return this.repeated;
	}

	@Override
	public void encode(ByteBuf buffer) {
		if (this.written) {
			this.repeated = true;
		}
		this.written = true;
		super.encode(buffer);
	}

}
