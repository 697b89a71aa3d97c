package io.github.batonlock.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/**
 * The page in a headless browser, used only by the keyboard.
 */
class BrowserPage implements ShopPage {

	private static final String LANE = """
			const lane = document.getElementById(arguments[0]);
			const all = selector => [...lane.querySelectorAll(selector)];
			const number = selector => Number(lane.querySelector(selector).textContent.replace("−", "-").replace("–", "0"));
			return {
				ended: lane.dataset.ended === "true",
				left: number(".left strong"),
				sold: number("[data-figure=sold]"),
				oversold: number("[data-figure=oversold]"),
				instances: new Set(all(".bar").map(bar => bar.className.baseVal.match(/i\\d/)[0])).size,
				bars: all(".bar").length,
				waited: all(".wait").reduce((sum, bin) => sum + Number(bin.dataset.buyers), 0),
			};
			""";

	private final ChromeDriver driver;

	BrowserPage(Browser browser, String address) {
		this.driver = browser.start();
		open(address);
	}

	void open(String address) {
		this.driver.get(address + "/");
		ShopProcess.await().until(() -> !this.driver.findElements(By.cssSelector("#instances li")).isEmpty());
	}

	@Override
	public void sell(int stock, int buyers, boolean locked) {
		ShopProcess.await()
			.until(() -> !"true".equals(this.driver.findElement(By.id("sale")).getDomAttribute("aria-busy")));
		type("stock", stock);
		type("buyers", buyers);
		press(Keys.TAB);
		if (!locked) {
			press(Keys.TAB);
		}
		press(Keys.ENTER);
	}

	@Override
	public Lane lane(boolean locked) {
		Map<String, Object> shown = ask(LANE, locked ? "locked" : "unlocked");
		return new Lane((Boolean) shown.get("ended"), number(shown, "left"), number(shown, "sold"),
				number(shown, "oversold"), number(shown, "instances"), number(shown, "bars"), number(shown, "waited"));
	}

	@Override
	public void close() {
		this.driver.quit();
	}

	/**
	 * Returns the element that has the focus.
	 */
	WebElement focused() {
		return this.driver.switchTo().activeElement();
	}

	void press(Keys key) {
		focused().sendKeys(key);
	}

	@SuppressWarnings("unchecked")
	<T> T ask(String script, Object... arguments) {
		return (T) this.driver.executeScript(script, arguments);
	}

	void resize(int width, int height) {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
	}

	void prefer(String feature, String value) {
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", feature, "value", value))));
	}

	List<String> complaints() {
		return this.driver.manage().logs().get(LogType.BROWSER).getAll().stream().map(LogEntry::toString).toList();
	}

	/**
	 * Takes a picture of the whole page.
	 */
	void shoot(Path file) {
		try {
			Files.createDirectories(file.getParent());
			Files.write(file, this.driver.getScreenshotAs(OutputType.BYTES));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void type(String name, int value) {
		WebElement field = this.driver.findElement(By.name(name));
		field.clear();
		field.sendKeys(String.valueOf(value));
	}

	private static int number(Map<String, Object> shown, String name) {
		return ((Long) shown.get(name)).intValue();
	}

}
