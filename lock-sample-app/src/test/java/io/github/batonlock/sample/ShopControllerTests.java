package io.github.batonlock.sample;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.MediaType;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.verifyNoInteractions;

@WebMvcTest(ShopController.class)
class ShopControllerTests {

	@Autowired
	private MockMvcTester mvc;

	@MockitoBean
	private Sales sales;

	@MockitoBean
	private Crowd crowd;

	@MockitoBean
	private Warehouse warehouse;

	@MockitoBean
	private Instances instances;

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			stock=-1            | 'stock' must be from 1 to 1000, not -1
			stock=0             | 'stock' must be from 1 to 1000, not 0
			stock=1001          | 'stock' must be from 1 to 1000, not 1001
			stock=many          | Failed to convert 'stock' with value: 'many'
			buyers=-1           | 'buyers' must be from 1 to 1000, not -1
			buyers=0            | 'buyers' must be from 1 to 1000, not 0
			buyers=1001         | 'buyers' must be from 1 to 1000, not 1001
			buyers=99999999999  | Failed to convert 'buyers' with value: '99999999999'
			locked=perhaps      | Failed to convert 'locked' with value: 'perhaps'
			""", quoteCharacter = '"')
	void badParametersAreRefusedInAClearSentence(String parameters, String sentence) {
		assertThat(this.mvc.post().uri("/api/sales?" + parameters)).hasStatus(400)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyJson()
			.extractingPath("$.detail")
			.isEqualTo(sentence);
		verifyNoInteractions(this.sales);
	}

	@Test
	void saleHasDefaults() {
		given(this.sales.run(20, 200, true)).willReturn(new SaleResult(20, 200, 20, 0, 0, 1, 0, 1, 2));
		assertThat(this.mvc.post().uri("/api/sales")).hasStatusOk().bodyJson().extractingPath("$.sold").isEqualTo(20);
	}

	@Test
	void crowdIsRefusedWhereTheProductIsNotKnown() {
		given(this.warehouse.product(7)).willReturn(Optional.empty());
		assertThat(this.mvc.post().uri("/api/products/7/crowd?buyers=1&locked=true")).hasStatus(404)
			.bodyJson()
			.extractingPath("$.detail")
			.isEqualTo("There is no product 7");
		verifyNoInteractions(this.crowd);
	}

	@Test
	void storeThatIsDownIsNoSecret() {
		given(this.sales.run(20, 200, true)).willThrow(new DataAccessResourceFailureException("Redis is down"));
		assertThat(this.mvc.post().uri("/api/sales")).hasStatus(503)
			.bodyJson()
			.extractingPath("$.detail")
			.isEqualTo("Redis is down");
	}

	@Test
	void rootSaysWhatToSend() {
		given(this.instances.all()).willReturn(List.of("http://127.0.0.1:8080"));
		assertThat(this.mvc.get().uri("/")).hasStatusOk().bodyText().contains("POST /api/sales?", "127.0.0.1:8080");
	}

}
