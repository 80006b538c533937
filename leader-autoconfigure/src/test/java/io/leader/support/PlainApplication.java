package io.leader.support;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import io.leader.autoconfigure.LeaderConfigurationException;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.guard.LeaderOnly;

/**
 * An application without a web server and with only required libraries on its classpath.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class PlainApplication {

	@Bean
	Job job() {
		return new Job();
	}

	@Bean
	Granted granted() {
		return new Granted();
	}

	/**
	 * Runs the application.
	 * @param properties the application's properties
	 * @return whether the application leads within ten seconds, its bean names, and
	 * whether the job ran; after a failure, the values observed so far, the root cause,
	 * and the recommended action, if any
	 */
	public static Map<String, String> run(String[] properties) throws Exception {
		Map<String, String> seen = new LinkedHashMap<>();
		List<String> all = new ArrayList<>(List.of("spring.main.banner-mode=off"));
		all.addAll(List.of(properties));
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(PlainApplication.class)
			.web(WebApplicationType.NONE)
			.properties(all.toArray(String[]::new))
			.run()) {
			boolean elects = context.getBeanNamesForType(LeaderElection.class).length > 0;
			seen.put("leads", String.valueOf(elects && context.getBean(Granted.class).awaitGrant()));
			seen.put("beans", Arrays.toString(context.getBeanDefinitionNames()));
			seen.put("ran", String.valueOf(context.getBean(Job.class).run()));
		}
		catch (RuntimeException ex) {
			Throwable root = ex;
			while (root.getCause() != null) {
				root = root.getCause();
			}
			seen.put("failure", root.toString());
			seen.put("action", (root instanceof LeaderConfigurationException known) ? known.getAction() : "");
		}
		return seen;
	}

	/**
	 * A job that runs only on the leader.
	 */
	public static class Job {

		@LeaderOnly
		boolean run() {
			return true;
		}

	}

	private static final class Granted implements LeaderElectionListener {

		private final CountDownLatch granted = new CountDownLatch(1);

		@Override
		public void onGranted(LeaderElection election, long fencingToken) {
			this.granted.countDown();
		}

		boolean awaitGrant() throws InterruptedException {
			return this.granted.await(10, TimeUnit.SECONDS);
		}

	}

}
