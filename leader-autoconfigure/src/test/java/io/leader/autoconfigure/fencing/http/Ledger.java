package io.leader.autoconfigure.fencing.http;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

import io.leader.fencing.http.FencingToken;
import io.leader.support.WebApplication;

/**
 * An application that does not take part in an election, but receives requests from
 * leaders.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@RestController
class Ledger {

	@PostMapping("/ledger/entries")
	String entries(@RequestAttribute(FencingToken.ATTRIBUTE) FencingToken token) {
		return token.election() + " " + token.value();
	}

	@PostMapping("/public")
	String others(@RequestAttribute(name = FencingToken.ATTRIBUTE, required = false) FencingToken token) {
		return String.valueOf(token);
	}

	static WebApplication start(WebApplicationType type, String... properties) {
		String[] all = new String[properties.length + 3];
		System.arraycopy(properties, 0, all, 3, properties.length);
		all[0] = "leader.enabled=false";
		all[1] = "leader.fencing.http.receiver.paths=/ledger/**";
		all[2] = "leader.fencing.http.receiver.required=true";
		return new WebApplication(type, Ledger.class, all);
	}

	static String uri(WebApplication ledger, String path) {
		return "http://127.0.0.1:" + ledger.context().getEnvironment().getProperty("local.server.port") + path;
	}

}
