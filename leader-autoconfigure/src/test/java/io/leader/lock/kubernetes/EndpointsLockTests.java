package io.leader.lock.kubernetes;

import java.util.List;
import java.util.Map;

import io.leader.lock.ElectionLock;

class EndpointsLockTests extends AnnotationLockTest {

	EndpointsLockTests() {
		super("Endpoints");
	}

	@Override
	ElectionLock lock(boolean adoptExisting) {
		return new EndpointsLock(connection, cluster.namespace(), this.name, adoptExisting, null);
	}

	@Override
	Map<String, Object> content() {
		return Map.of("subsets", List.of(Map.of("addresses", List.of(Map.of("ip", "10.0.0.7")), "ports",
				List.of(Map.of("name", "http", "port", 8080, "protocol", "TCP")))));
	}

}
