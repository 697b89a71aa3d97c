package io.github.batonlock.sample;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The look and the use of the page: tests that require a browser. Their pictures are in
 * {@code target/page}.
 */
class BrowserIntegrationTests {

	private static final Path PICTURES = Path.of("target/page");

	/** Texts that are hard to read: a contrast below 4.5, as defined by WCAG 2 AA. */
	private static final String FAINT_TEXTS = """
			const channels = color => color.match(/[\\d.]+/g).map(Number);
			const light = color => channels(color).slice(0, 3).map(value => value / 255)
				.map(value => value <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4)
				.reduce((sum, value, index) => sum + value * [.2126, .7152, .0722][index], 0);
			const behind = element => {
				const color = getComputedStyle(element).backgroundColor;
				return channels(color)[3] === 0 ? behind(element.parentElement) : color;
			};
			const shown = element => element.checkVisibility() && [...element.childNodes]
				.some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
			return [...document.body.querySelectorAll("*")].filter(shown).map(element => {
				const style = getComputedStyle(element);
				const text = light(element instanceof SVGElement ? style.fill : style.color), ground = light(behind(element));
				return [element.textContent.trim(), (Math.max(text, ground) + .05) / (Math.min(text, ground) + .05)];
			}).filter(([, contrast]) => contrast < 4.5).map(String);
			""";

	private static final List<AutoCloseable> open = new ArrayList<>();

	private static ShopProcess one;

	private static ShopProcess other;

	private static Path shared;

	private static int redisPort;

	private static BrowserPage page;

	@BeforeAll
	static void open(@TempDir Path directory) {
		Browser.find().ifPresent((browser) -> {
			shared = directory;
			redisPort = ShopProcess.freePort();
			one = opened(ShopProcess.start(directory, redisPort));
			other = opened(ShopProcess.start(directory, redisPort));
			ShopProcess.awaitEachOther(one, other);
			page = opened(new BrowserPage(browser, one.address()));
		});
	}

	@AfterAll
	static void close() throws Exception {
		// even if the page could not be opened
		for (AutoCloseable last : open) {
			last.close();
		}
	}

	private static <T extends AutoCloseable> T opened(T resource) {
		open.add(0, resource);
		return resource;
	}

	@TestFactory
	Stream<DynamicTest> inABrowser() {
		if (page == null) {
			return Stream.empty();
		}
		return Stream.of(test("everything is reached by the keyboard and shows it", this::keyboard),
				test("what is wrong is said", this::refusal), test("so is what is no JSON", this::strangeAnswer),
				test("the command names this host", this::command), test("visits are in a table too", this::table),
				test("who came too late is told by more than a shade", this::late),
				test("both schemes are readable", this::schemes), test("fits a phone", this::phone),
				test("keeps still where that is preferred", this::motion),
				test("nothing was complained of", () -> assertThat(page.complaints()).isEmpty()),
				test("a lost connection is said, and what was missed is made up for", this::reconnect));
	}

	private static DynamicTest test(String name, Executable check) {
		return DynamicTest.dynamicTest(name, check);
	}

	private void keyboard() {
		page.ask("document.activeElement.blur()");
		for (String name : List.of("Items", "Buyers", "Sell with the lock", "Sell without it")) {
			page.press(Keys.TAB);
			WebElement focused = page.focused();
			assertThat(focused.getAccessibleName()).isEqualTo(name);
			assertThat(focused.getCssValue("outline-style")).isEqualTo("solid");
		}
	}

	private void refusal() {
		page.ask("document.querySelector('#sale').noValidate = true");
		page.sell(0, 10, true);
		ShopProcess.await().until(() -> status().equals("The sale failed: 'stock' must be from 1 to 1000, not 0"));
		assertThat(page.complaints()).singleElement().asString().contains("400");
	}

	private void strangeAnswer() {
		page.ask("window.answer = window.fetch; window.fetch = async () => new Response('<html>', {status: 502})");
		page.sell(1, 1, true);
		ShopProcess.await().until(() -> status().equals("The sale failed: the shop answered with status 502"));
		page.ask("window.fetch = window.answer");
	}

	private void command() {
		assertThat(page.<String>ask("return document.querySelector('footer code:last-of-type').textContent"))
			.isEqualTo("curl -X POST '%s/api/sales?stock=20&buyers=200&locked=true'".formatted(one.address()));
	}

	private void table() {
		page.resize(1200, 900);
		page.sell(2, 6, true);
		ShopProcess.await().until(() -> page.lane(true).ended());
		page.press(Keys.TAB);
		page.press(Keys.TAB);
		assertThat(page.focused().getText()).isEqualTo("The buyers in a table");
		page.press(Keys.ENTER);
		ShopProcess.await().until(() -> rows().size() == 6);
		assertThat(rows()).allSatisfy((row) -> assertThat(row).contains("127.0.0.1:", "pool-"))
			.filteredOn((row) -> row.endsWith("yes"))
			.hasSize(2);
		page.press(Keys.TAB);
		assertThat(page.focused().getAccessibleName()).isEqualTo("The buyers in a table");
		page.ask("document.querySelectorAll('details').forEach(details => details.open = false)");
	}

	private static List<String> rows() {
		return page.ask("return [...document.querySelectorAll('#locked tbody tr')].map(row => row.innerText)");
	}

	private void late() {
		assertThat(page.<List<String>>ask("""
				return [...new Set([...document.querySelectorAll("#locked .bar.late")]
					.map(bar => getComputedStyle(bar)).map(style => [style.opacity, style.stroke !== "none",
						style.fill === style.stroke].join()))];
				""")).containsExactly("1,true,false");
	}

	/**
	 * The page of an instance that does not serve the database to others.
	 */
	private void reconnect() {
		page.open(other.address());
		assertThat(connection()).isEmpty();
		page.sell(400, 800, true);
		ShopProcess.await().until(() -> page.lane(true).bars() > 20);
		String port = other.address().replaceAll(".*:", "");
		other.kill();
		ShopProcess.await().until(() -> connection().equals("Connection lost, trying again"));
		other = opened(ShopProcess.start(shared, redisPort, "--server.port=" + port));
		ShopProcess.await().until(() -> connection().isEmpty());
		ShopProcess.await().until(() -> status().startsWith("The end was not seen. With the lock "));
		assertThat(page.lane(true).ended()).isTrue();
		one.close();
		ShopProcess.await()
			.until(() -> page.<Long>ask("return document.querySelectorAll('#instances li').length") == 1);
	}

	private static String connection() {
		return page.ask("return document.querySelector('#connection').textContent");
	}

	private void schemes() {
		page.resize(1200, 900);
		sellBothWays();
		page.prefer("prefers-color-scheme", "light");
		String light = page.ask("return getComputedStyle(document.body).backgroundColor");
		assertThat(page.<List<String>>ask(FAINT_TEXTS)).isEmpty();
		shootAll("light");
		page.prefer("prefers-color-scheme", "dark");
		assertThat(page.<String>ask("return getComputedStyle(document.body).backgroundColor")).isNotEqualTo(light);
		assertThat(page.<List<String>>ask(FAINT_TEXTS)).isEmpty();
		shootAll("dark");
		page.prefer("prefers-color-scheme", "light");
	}

	private void phone() {
		page.resize(360, 740);
		sellBothWays();
		assertThat(page.<Long>ask("return innerWidth")).isEqualTo(360);
		assertThat(page.<Long>ask("return document.documentElement.scrollWidth")).isEqualTo(360);
		assertThat(page.<Long>ask(
				"return Math.max(...[...document.querySelectorAll('svg')].map(svg => svg.viewBox.baseVal.width))"))
			.isLessThan(360);
		shootAll("phone");
	}

	private void motion() {
		String scrolling = "return getComputedStyle(document.documentElement).scrollBehavior";
		page.prefer("prefers-reduced-motion", "no-preference");
		assertThat(page.<String>ask(scrolling)).isEqualTo("smooth");
		page.prefer("prefers-reduced-motion", "reduce");
		assertThat(page.<String>ask(scrolling)).isEqualTo("auto");
		assertThat(page.<List<?>>ask("return document.getAnimations()")).isEmpty();
	}

	private void sellBothWays() {
		for (boolean locked : List.of(true, false)) {
			page.sell(20, 200, locked);
			ShopProcess.await().until(() -> page.lane(locked).ended() && page.lane(locked).bars() == 200);
		}
	}

	private void shootAll(String name) {
		Long width = page.ask("return innerWidth");
		Long height = page.ask("return document.documentElement.scrollHeight");
		page.resize(width.intValue(), height.intValue());
		page.ask("document.activeElement.blur(); scrollTo(0, 0)");
		page.shoot(PICTURES.resolve(name + ".png"));
	}

	private static String status() {
		return page.ask("return document.querySelector('#status').textContent");
	}

}
