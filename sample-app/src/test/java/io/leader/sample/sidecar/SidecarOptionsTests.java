package io.leader.sample.sidecar;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.leader.sample.UsageException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SidecarOptionsTests {

	private static List<String> parse(Map<String, String> variables, String... args) {
		return List.of(SidecarOptions.parse(List.of(args), variables).springArguments());
	}

	private static Map<String, Object> defaults(Map<String, String> variables, String... args) {
		return SidecarOptions.parse(List.of(args), variables).defaultProperties();
	}

	@Test
	void flagsOfK8sElector() {
		assertThat(parse(Map.of(), "-election=example", "-http=0.0.0.0:5002", "-lock-type=configmaps", "-ttl=3s", "-id",
				"me"))
			.containsExactlyInAnyOrder("--leader.lock-name=example", "--leader.lock-type=configmaps",
					"--leader.identity=me", "--leader.lease-duration=PT3S", "--server.address=0.0.0.0",
					"--server.port=5002");
		assertThat(defaults(Map.of(), "-election=example", "-ttl=3s")).containsExactlyInAnyOrderEntriesOf(Map
			.of("leader.namespace", "default", "leader.renew-deadline", "PT2S", "leader.retry-period", "PT0.4S"));
	}

	@Test
	void flagsOfLeaderElection() {
		assertThat(parse(Map.of(), "--id=pod-1", "--lease-name=example", "--namespace=apps", "--lease-duration=10s",
				"--lease-renew-duration", "5s"))
			.contains("--leader.identity=pod-1", "--leader.lock-name=example", "--leader.namespace=apps",
					"--leader.lease-duration=PT10S", "--leader.renew-deadline=PT5S");
	}

	@Test
	void variablesOfLeaderElectorAndLeaderElection() {
		assertThat(parse(Map.of("LEASE_NAME", "myapp-lock", "NAMESPACE", "apps", "LEASE_DURATION", "1m",
				"LEASE_RENEW_DURATION", "40s")))
			.containsExactlyInAnyOrder("--leader.lock-name=myapp-lock", "--leader.namespace=apps",
					"--leader.lease-duration=PT1M", "--leader.renew-deadline=PT40S");
	}

	/**
	 * If the default value of a flag overrode a Spring property, such as the lock type, a
	 * sidecar would not use the same lock as the other sidecars.
	 */
	@Test
	void whatIsNotGivenDoesNotOverrideSpringProperties() {
		assertThat(parse(Map.of("LEADER_LOCKTYPE", "configmaps"), "-election=x"))
			.containsExactly("--leader.lock-name=x");
		assertThat(defaults(Map.of(), "-election=x"))
			.containsExactlyInAnyOrderEntriesOf(Map.of("leader.namespace", "default", "leader.lease-duration", "PT10S",
					"leader.renew-deadline", "PT6.666666666S", "leader.retry-period", "PT1.333333333S"));
	}

	@ParameterizedTest
	@CsvSource({ "--leader.lockType=configmaps, -lock-type=leases", "--leader.lock_type=configmaps, -lock-type=leases",
			"--leader.leaseDuration=20s, -ttl=3s", "--leader.kubernetes.Events=false, --lease-name=x" })
	void aPropertyIsRecognizedInEachOfItsForms(String property, String flag) {
		String flags = flag.contains("name") ? flag : "-election=x " + flag;
		assertThat(parse(Map.of(), (flags + " " + property).split(" "))).containsExactlyInAnyOrder(property,
				"--leader.lock-name=x");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			--leader.lease-duration=5s                    | PT3.333333333S | PT0.666666666S
			--leader.leaseDuration=PT5S                   | PT3.333333333S | PT0.666666666S
			--leader.lease-duration=5s -ttl=30s           | PT3.333333333S | PT0.666666666S
			LEADER_LEASEDURATION=5s                       | PT3.333333333S | PT0.666666666S
			LEADER_LEASE_DURATION=5000                    | PT3.333333333S | PT0.666666666S
			LEADER_LEASEDURATION=5s -ttl=30s              | PT20S          | PT2S
			--leader.renew-deadline=5s                    | PT6.666666666S | PT1S
			LEADER_RENEWDEADLINE=5s LEASE_DURATION=15s    | PT10S          | PT1S
			LEADER_LEASEDURATION=soon                     | PT6.666666666S | PT1.333333333S
			LEADER_LEASE_DURATION=106751991167300d        | PT1708031858676800H | PT2S
			--leader.lease-duration=60s -ttl=3s LEASE_RENEW_DURATION=30s |  | PT2S
			""")
	void defaultsAreDerivedFromTheTimingsThatAreSet(String given, String renewDeadline, String retryPeriod) {
		List<String> arguments = new ArrayList<>(List.of("-election=x"));
		Map<String, String> variables = new HashMap<>();
		for (String part : given.split(" ")) {
			if (part.startsWith("-")) {
				arguments.add(part);
			}
			else {
				variables.put(part.split("=")[0], part.split("=")[1]);
			}
		}
		Map<String, Object> defaults = defaults(variables, arguments.toArray(String[]::new));
		assertThat(defaults.get("leader.renew-deadline")).isEqualTo(renewDeadline);
		assertThat(defaults.get("leader.retry-period")).isEqualTo(retryPeriod);
	}

	@ParameterizedTest
	@ValueSource(strings = { "--leader.lock-name=x", "--leader.lockName=x", "--leader.elections.x.lock-name=y",
			"LEADER_LOCKNAME=x", "LEADER_LOCK_NAME=x", "LEADER_ELECTIONS_X_LOCKNAME=y" })
	void aNameIsNotRequiredIfAPropertySetsIt(String given) {
		String[] parts = given.split("=");
		boolean argument = given.startsWith("-");
		Map<String, String> variables = argument ? Map.of() : Map.of(parts[0], parts[1]);
		assertThat(parse(variables, argument ? new String[] { given } : new String[0]))
			.isEqualTo(argument ? List.of(given) : List.of());
	}

	@Test
	void flagsOverrideVariablesAndSpringPropertiesOverrideBoth() {
		assertThat(parse(Map.of("LEASE_NAME", "variable"), "-election=flag", "-ttl=10s", "--leader.lease-duration=20s"))
			.contains("--leader.lock-name=flag", "--leader.lease-duration=20s")
			.doesNotContain("--leader.lock-name=variable", "--leader.lease-duration=PT10S");
	}

	@Test
	void theLastOfTwoFlagsApplies() {
		assertThat(parse(Map.of(), "-election=x", "-ttl", "10s", "--lease-duration=20s"))
			.contains("--leader.lease-duration=PT20S");
	}

	@Test
	void theNamespaceDefaultsToThatOfThePod() {
		assertThat(parse(Map.of("LEASE_NAME", "x"))).noneMatch((arg) -> arg.startsWith("--leader.namespace"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			-election=x -bogus=1                    | Unknown flag or argument '-bogus=1'
			-election=x -nodename                   | Unknown flag or argument '-nodename'
			-election=x @file                       | Unknown flag or argument '@file'
			-election=x stray                       | Unknown flag or argument 'stray'
			-election                               | Missing required parameter
			-ttl=5s                                 | The election has no name
			--leader.lease-duration=5s              | The election has no name
			--leader.lock-name=                     | The election has no name
			-election=Example                       | -election is 'Example'
			-election=x -namespace=A                | -namespace is 'A'
			-election=x -ttl=abc                    | is 'abc'; it must be a duration such as 10s
			-election=x --lease-renew-duration=1y   | --lease-renew-duration is '1y'
			-election=x -ttl=5s --lease-renew-duration=9s | must be longer than the renew duration (9000 ms)
			-election=x -lock-type=zookeeper        | -lock-type is 'zookeeper'
			-election=x -http=4040                  | -http is '4040'
			-election=x -http=:99999                | -http is ':99999'
			-election=x -http=:no-such-service      | -http is ':no-such-service'
			""")
	void refusesInOneSentence(String line, String part) {
		assertThatExceptionOfType(UsageException.class).isThrownBy(() -> parse(Map.of(), line.split(" ")))
			.withMessageContaining(part)
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("\n").endsWith("."));
	}

	@Test
	void namesTheInvalidVariable() {
		assertThatExceptionOfType(UsageException.class)
			.isThrownBy(() -> parse(Map.of("LEASE_NAME", "x", "LEASE_DURATION", "ten")))
			.withMessageStartingWith("LEASE_DURATION is 'ten'");
		assertThatExceptionOfType(UsageException.class).isThrownBy(() -> parse(Map.of("LEASE_NAME", "X")))
			.withMessageStartingWith("LEASE_NAME is 'X'");
	}

	@Test
	void acceptsEmptyValuesAndServiceNamesLikeGo() {
		assertThat(parse(Map.of(), "-election=x", "-id=", "-http=:http")).contains("--server.port=80")
			.noneMatch((arg) -> arg.startsWith("--leader.identity") || arg.startsWith("--server.address"));
		assertThat(parse(Map.of(), "-election=x", "-http=localhost:https")).contains("--server.address=localhost",
				"--server.port=443");
		assertThat(parse(Map.of(), "-election=x", "-http=")).noneMatch((arg) -> arg.startsWith("--server."));
	}

	@ParameterizedTest
	@ValueSource(strings = { "-h", "-help", "--help" })
	void helpIsNotAnError(String flag) {
		assertThatExceptionOfType(UsageException.class).isThrownBy(() -> parse(Map.of(), flag))
			.withMessageContainingAll("-election", "--lease-name", "-namespace", "-id", "-lock-type", "-ttl",
					"--lease-renew-duration", "-http", "--addr", "-kubeconfig", "klog")
			.extracting("exitCode")
			.isEqualTo(0);
	}

	@Test
	void flagsOfKlogAreIgnoredWithOneLine() {
		SidecarOptions options = SidecarOptions.parse(List.of("-logtostderr", "-v", "2", "-alsologtostderr=false",
				"--vmodule=a=1", "-stderrthreshold=INFO", "-skip_headers", "-election=x"), Map.of());
		assertThat(options.springArguments()).contains("--leader.lock-name=x");
		assertThat(options.note()).hasValueSatisfying(
				(line) -> assertThat(line).contains("klog", "logging.").doesNotContain("\n").endsWith("."));
		assertThat(SidecarOptions.parse(List.of("-election=x"), Map.of()).note()).isEmpty();
	}

	@Test
	void thePodNameIsDeterminedLikeInK8sElector() {
		assertThat(parse(Map.of("ELECTOR_POD_NAME", "pod-a", "HOSTNAME", "host"), "-election=x"))
			.contains("--POD_NAME=pod-a");
		assertThat(parse(Map.of("ELECTOR_POD_NAME", "pod-a", "POD_NAME", "pod-b"), "-election=x"))
			.noneMatch((arg) -> arg.startsWith("--POD_NAME"));
		assertThat(parse(Map.of("HOSTNAME", "host"), "-election=x",
				"--leader.kubernetes.pod-label=k8s-elector/status=leader"))
			.contains("--POD_NAME=host");
		assertThat(parse(Map.of("HOSTNAME", "host"), "-election=x")).noneMatch((arg) -> arg.startsWith("--POD_NAME"));
	}

	@Test
	void eventsAreRecordedAsInLeaderElection() {
		String events = "leader.kubernetes.events";
		assertThat(defaults(Map.of(), "--lease-name=x")).containsEntry(events, "true");
		assertThat(defaults(Map.of(), "-election=x")).doesNotContainKey(events);
		assertThat(defaults(Map.of("LEASE_NAME", "x"))).doesNotContainKey(events);
	}

}
