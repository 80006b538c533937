package io.leader.benchmarks.participant;

import java.util.Map;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;

/**
 * A participant with this product: an application that uses the starter. It claims to
 * lead while {@link LeaderElection#isLeader()} returns {@code true}.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class LeaderParticipant implements ApplicationRunner {

	private final LeaderElection election;

	LeaderParticipant(LeaderElection election) {
		this.election = election;
	}

	/**
	 * Starts the participant.
	 * @param args see {@link Arguments}
	 */
	public static void main(String[] args) {
		Arguments arguments = Arguments.of(args);
		SpringApplication application = new SpringApplication(LeaderParticipant.class);
		application.setDefaultProperties(Map.of("spring.main.keep-alive", "true", "leader.platform", "kubernetes",
				"leader.namespace", arguments.namespace(), "leader.lock-name", arguments.lock(), "leader.identity",
				arguments.identity(), "leader.lease-duration", arguments.leaseDuration().toString(),
				"leader.renew-deadline", arguments.renewDeadline().toString(), "leader.retry-period",
				arguments.retryPeriod().toString()));
		application.run();
	}

	@Override
	public void run(ApplicationArguments args) {
		this.election.addListener(new LeaderElectionListener() {

			@Override
			public void onOtherLeader(LeaderElection election, String leader) {
				Protocol.sees(leader);
			}

		});
		Protocol.report(this.election::isLeader);
		Protocol.obey(this.election::yieldLeadership);
	}

}
