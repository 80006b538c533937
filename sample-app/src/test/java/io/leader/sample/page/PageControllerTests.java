package io.leader.sample.page;

import java.util.Optional;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElections;

import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

/**
 * Tests which forms can make a replica yield.
 */
class PageControllerTests {

	private final LeaderElections elections = mock();

	private final LeaderElection election = mock();

	private final MockMvc mvc = MockMvcBuilders
		.standaloneSetup(new PageController(this.elections, mock(PageModel.class), mock(PageUpdates.class)))
		.build();

	@ParameterizedTest
	@CsvSource(nullValues = "-", textBlock = """
			# Sec-Fetch-Site, Origin,                          Host,           accepted
			-,               -,                               localhost:8080, true
			-,               http://localhost:8080,           localhost:8080, true
			-,               https://sample.example,          sample.example, true
			-,               http://evil.example,             localhost:8080, false
			-,               http://evil.example//localhost,  localhost,      false
			-,               http://localhost:8081,           localhost:8080, false
			-,               null,                            localhost:8080, false
			-,               null,                            ull,            false
			-,               null,                            null,           false
			-,               ull,                             ull,            false
			-,               ull,                             ll,             false
			-,               file://,                         -,              false
			same-origin,     null,                            localhost:8080, true
			none,            -,                               localhost:8080, true
			same-site,       http://localhost:8080,           localhost:8080, false
			cross-site,      http://localhost:8080,           localhost:8080, false
			""")
	void onlyAFormOfThePageMakesTheReplicaYield(String relation, String origin, String host, boolean accepted)
			throws Exception {
		given(this.elections.find("orders")).willReturn(Optional.of(this.election));
		MockHttpServletRequestBuilder form = post("/yield").param("election", "orders");
		header(form, "Sec-Fetch-Site", relation);
		header(form, "Origin", origin);
		header(form, "Host", host);
		this.mvc.perform(form).andExpect(status().is(accepted ? 303 : 403));
		then(this.election).should(times(accepted ? 1 : 0)).yieldLeadership();
	}

	private static void header(MockHttpServletRequestBuilder form, String name, String value) {
		if (value != null) {
			form.header(name, value);
		}
	}

}
