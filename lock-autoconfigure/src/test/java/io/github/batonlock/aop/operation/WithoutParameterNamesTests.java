package io.github.batonlock.aop.operation;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import io.github.batonlock.DistributedLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests with classes that do not tell the names of arguments.
 */
class WithoutParameterNamesTests {

	private final LockOperationSource operations = new LockOperationSource((text) -> text);

	@TempDir
	private Path folder;

	@Test
	void explainsThatNamesAreNotCompiled() throws Exception {
		assertThatExceptionOfType(InvalidLockException.class).isThrownBy(() -> find("#orderId"))
			.withMessage("@DistributedLock(name = \"order\", key = \"#orderId\") on Orders.ship(long): the expression "
					+ "#orderId uses #orderId, but knows only #p0, #a0, #root; arguments have no names, because the "
					+ "class was compiled without -parameters");
	}

	@Test
	void indexesWorkWithoutNames() throws Exception {
		assertThat(find("#p0").name()).hasToString("order:#p0");
	}

	@Test
	void namesWorkWithCompilerOption() throws Exception {
		assertThat(find("#orderId", "-parameters").name()).hasToString("order:#orderId");
	}

	private LockOperation find(String key, String... options) throws Exception {
		compile("class Orders { @io.github.batonlock.DistributedLock(name = \"order\", key = \"" + key
				+ "\") void ship(long orderId) { } }", options);
		try (URLClassLoader loader = new URLClassLoader(new URL[] { this.folder.toUri().toURL() },
				getClass().getClassLoader())) {
			Class<?> type = loader.loadClass("Orders");
			return Objects.requireNonNull(this.operations.find(type.getDeclaredMethod("ship", long.class), type));
		}
	}

	private void compile(String code, String... options) throws IOException {
		Path source = Files.writeString(this.folder.resolve("Orders.java"), code);
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		String classes = DistributedLock.class.getProtectionDomain().getCodeSource().getLocation().getPath();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
			List<String> all = new ArrayList<>(
					List.of("-proc:none", "-g", "-cp", classes, "-d", this.folder.toString()));
			all.addAll(List.of(options));
			assertThat(compiler.getTask(null, files, null, all, null, files.getJavaFileObjects(source)).call())
				.isTrue();
		}
	}

}
