<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
<context>
    <name>vedette::BudgetChart</name>
    <message>
        <source>Burn-down of the error budget</source>
        <translation>오류 예산 소진</translation>
    </message>
    <message>
        <source>below 0 % = overspent</source>
        <translation>0 % 아래 = 초과</translation>
    </message>
    <message>
        <source>? %1</source>
        <translation>? %1</translation>
    </message>
    <message>
        <source>even burn</source>
        <translation>균등 소진</translation>
    </message>
    <message>
        <source>now %1</source>
        <translation>지금 %1</translation>
    </message>
    <message>
        <source>forecast, window runs on</source>
        <translation>예측 · 창을 앞으로 굴림</translation>
    </message>
    <message>
        <source>forecast %1</source>
        <translation>예측 %1</translation>
    </message>
    <message>
        <source>No requests in this window: the budget is untouched.</source>
        <translation>이 창에 요청이 없어 예산은 그대로입니다.</translation>
    </message>
    <message>
        <source>No samples of this SLO in this window: what is left of the budget is not known.</source>
        <translation>이 창에 이 SLO의 샘플이 없어 남은 예산을 알 수 없습니다.</translation>
    </message>
</context>
<context>
    <name>vedette::CommandPalette</name>
    <message>
        <source>Search or command</source>
        <translation>검색 또는 명령</translation>
    </message>
    <message>
        <source>&gt; commands · @ services · t time · anything else searches the events</source>
        <translation>&gt; 명령 · @ 서비스 · t 시간 · 그 밖은 이벤트 검색</translation>
    </message>
    <message>
        <source>Go to %1</source>
        <translation>%1 열기</translation>
    </message>
    <message>
        <source>Search the events for “%1”</source>
        <translation>이벤트에서 “%1” 검색</translation>
    </message>
</context>
<context>
    <name>vedette::Desk</name>
    <message>
        <source>Vedette cannot start</source>
        <translation>Vedette 시작 불가</translation>
    </message>
</context>
<context>
    <name>vedette::DeskWindow</name>
    <message>
        <source>Go to %1</source>
        <translation>%1 열기</translation>
    </message>
    <message>
        <source>Timeline at full height</source>
        <translation>타임라인 전체 높이</translation>
    </message>
    <message>
        <source>Search and commands</source>
        <translation>검색·명령</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>명령</translation>
    </message>
    <message>
        <source>Filter on this page</source>
        <translation>이 화면에서 필터</translation>
    </message>
    <message>
        <source>Choose a time range</source>
        <translation>시간 구간 선택</translation>
    </message>
    <message>
        <source>Follow live</source>
        <translation>실시간 따라가기</translation>
    </message>
    <message>
        <source>Jump to now</source>
        <translation>지금으로 이동</translation>
    </message>
    <message>
        <source>Local time or UTC</source>
        <translation>현지 시각 ↔ UTC</translation>
    </message>
    <message>
        <source>Undo the last change of the view</source>
        <translation>화면 변경 되돌리기</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>재실행</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>뒤로</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>앞으로</translation>
    </message>
    <message>
        <source>Show or hide the side panel</source>
        <translation>옆 패널 보이기·숨기기</translation>
    </message>
    <message>
        <source>Dark or light</source>
        <translation>어둡게 ↔ 밝게</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>전체 화면</translation>
    </message>
    <message>
        <source>Read the configuration again</source>
        <translation>설정 다시 읽기</translation>
    </message>
    <message>
        <source>Close the window</source>
        <translation>창 닫기</translation>
    </message>
    <message>
        <source>Peek at what is pointed at</source>
        <translation>가리키는 것을 옆에서 보기</translation>
    </message>
    <message>
        <source>All keys and marks</source>
        <translation>모든 단축키와 표시</translation>
    </message>
</context>
<context>
    <name>vedette::EngineWords</name>
    <message>
        <source>no telemetry at all</source>
        <translation>모든 수집 없음</translation>
    </message>
    <message>
        <source>no telemetry</source>
        <translation>수집 없음</translation>
    </message>
    <message>
        <source>connection refused by %1</source>
        <translation>연결 거부됨: %1</translation>
    </message>
    <message>
        <source>cannot connect to %1 or its proxy: %2</source>
        <translation>연결할 수 없음: %1 또는 프록시: %2</translation>
    </message>
    <message>
        <source>cannot connect to %1: %2</source>
        <translation>연결할 수 없음: %1: %2</translation>
    </message>
    <message>
        <source>cannot connect to %1</source>
        <translation>연결할 수 없음: %1</translation>
    </message>
    <message>
        <source>no connection to %1 within %2</source>
        <translation>연결 시간 초과: %1 (%2)</translation>
    </message>
    <message>
        <source>no answer from %1 within %2</source>
        <translation>응답 시간 초과: %1 (%2)</translation>
    </message>
    <message>
        <source>slow: the answer of %1 did not end within %2</source>
        <translation>느림: %1 응답이 %2 안에 끝나지 않음</translation>
    </message>
    <message>
        <source>the host name of the proxy was not found</source>
        <translation>프록시의 호스트 이름을 찾을 수 없음</translation>
    </message>
    <message>
        <source>the host name of %1 was not found</source>
        <translation>호스트 이름을 찾을 수 없음: %1</translation>
    </message>
    <message>
        <source>the certificate of %1 expired on %2</source>
        <translation>%1 인증서 만료: %2</translation>
    </message>
    <message>
        <source>the certificate of %1 expired</source>
        <translation>%1 인증서 만료</translation>
    </message>
    <message>
        <source>the certificate of %1 is not yet valid until %2</source>
        <translation>%1 인증서가 아직 유효하지 않음: %2부터</translation>
    </message>
    <message>
        <source>the certificate of %1 is not yet valid</source>
        <translation>%1 인증서가 아직 유효하지 않음</translation>
    </message>
    <message>
        <source>the certificate of %1 is self-signed and not trusted</source>
        <translation>%1 인증서는 자체 서명이라 신뢰할 수 없음</translation>
    </message>
    <message>
        <source>the certificate of %1 is signed by an unknown authority</source>
        <translation>%1 인증서의 발급 기관을 알 수 없음</translation>
    </message>
    <message>
        <source>the certificate of %1 is for another name</source>
        <translation>%1 인증서의 이름이 다름</translation>
    </message>
    <message>
        <source>the certificate of %1 was refused: %2</source>
        <translation>%1 인증서 거부됨: %2</translation>
    </message>
    <message>
        <source>no TLS with %1: %2</source>
        <translation>TLS 연결 실패: %1: %2</translation>
    </message>
    <message>
        <source>%1 does not speak TLS: is its url http, not https?</source>
        <translation>%1: TLS가 아님. url이 https가 아니라 http인지 확인</translation>
    </message>
    <message>
        <source>what answers at %1 does not speak HTTP</source>
        <translation>%1: 응답이 HTTP가 아님</translation>
    </message>
    <message>
        <source>the answer of %1 ended early</source>
        <translation>%1 응답이 중간에 끊김</translation>
    </message>
    <message>
        <source>%1 closed the connection without an answer</source>
        <translation>%1: 응답 없이 연결 종료</translation>
    </message>
    <message>
        <source>%1 reset the connection</source>
        <translation>%1: 연결 재설정됨</translation>
    </message>
    <message>
        <source>the compressed answer of %1 is damaged</source>
        <translation>%1: 압축 응답 손상</translation>
    </message>
    <message>
        <source>credentials refused by %1: not allowed to read this (HTTP 403)</source>
        <translation>%1: 읽기 권한 없음 (HTTP 403)</translation>
    </message>
    <message>
        <source>credentials refused by %1 (HTTP 401)</source>
        <translation>%1: 인증 거부됨 (HTTP 401)</translation>
    </message>
    <message>
        <source>%1 has nothing at this address (HTTP 404)</source>
        <translation>%1: 주소에 아무것도 없음 (HTTP 404)</translation>
    </message>
    <message>
        <source>the proxy asks for a login (HTTP 407)</source>
        <translation>프록시 로그인 필요 (HTTP 407)</translation>
    </message>
    <message>
        <source>%1 asks to be polled less often (HTTP 429)</source>
        <translation>%1: 요청이 너무 잦음 (HTTP 429)</translation>
    </message>
    <message>
        <source>%1 is starting or overloaded (HTTP 503)</source>
        <translation>%1: 시작 중이거나 과부하 (HTTP 503)</translation>
    </message>
    <message>
        <source>%1 failed to answer (HTTP %2)</source>
        <translation>%1: 응답 실패 (HTTP %2)</translation>
    </message>
    <message>
        <source>%1 refused the question (HTTP %2)</source>
        <translation>%1: 요청 거부 (HTTP %2)</translation>
    </message>
    <message>
        <source>the answer is a web page, not %1</source>
        <translation>응답이 웹 페이지임, 기대한 것: %1</translation>
    </message>
    <message>
        <source>the answer is not JSON and not %1</source>
        <translation>응답이 JSON이 아님, 기대한 것: %1</translation>
    </message>
    <message>
        <source>the answer is empty</source>
        <translation>응답이 비어 있음</translation>
    </message>
    <message>
        <source>the answer is cut off or damaged: %1</source>
        <translation>응답이 잘렸거나 손상됨: %1</translation>
    </message>
    <message>
        <source>the answer is larger than %1 MiB</source>
        <translation>응답이 %1 MiB보다 큼</translation>
    </message>
    <message>
        <source>the answer is not one of the Prometheus API</source>
        <translation>Prometheus API 응답이 아님</translation>
    </message>
    <message>
        <source>nothing was answered</source>
        <translation>응답 없음</translation>
    </message>
    <message>
        <source>the secret file %1 cannot be read: %2</source>
        <translation>비밀 파일을 읽을 수 없음: %1: %2</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation>읽을 수 없음: %1: %2</translation>
    </message>
    <message>
        <source>%1 of %2 records were left out (%3)</source>
        <translation>레코드 %2건 중 %1건 제외 (%3)</translation>
    </message>
    <message>
        <source>Check the user, token or key of this feed; it is tried again once a minute.</source>
        <translation>이 피드의 사용자, 토큰, 키를 확인하세요. 1분마다 다시 시도합니다.</translation>
    </message>
    <message>
        <source>Check the path in the feed&apos;s url.</source>
        <translation>피드 url의 경로를 확인하세요.</translation>
    </message>
    <message>
        <source>A longer poll_interval asks less of this server.</source>
        <translation>poll_interval을 늘리면 서버 부담이 줄어듭니다.</translation>
    </message>
    <message>
        <source>Check the clock of this computer.</source>
        <translation>이 컴퓨터의 시계를 확인하세요.</translation>
    </message>
    <message>
        <source>Name the authority&apos;s certificate in tls_config.ca_file of this feed.</source>
        <translation>이 피드의 tls_config.ca_file에 발급 기관 인증서를 적으세요.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate has to be renewed or its name corrected.</source>
        <translation>서버 인증서를 갱신하거나 이름을 바로잡아야 합니다.</translation>
    </message>
    <message>
        <source>Is the server running, and is the port right?</source>
        <translation>서버가 떠 있고 포트가 맞는지 확인하세요.</translation>
    </message>
    <message>
        <source>Check the host name and this computer&apos;s network.</source>
        <translation>호스트 이름과 이 컴퓨터의 네트워크를 확인하세요.</translation>
    </message>
    <message>
        <source>A login page or another program may answer at this url.</source>
        <translation>이 url에서 로그인 페이지나 다른 프로그램이 응답할 수 있습니다.</translation>
    </message>
    <message>
        <source>Use the address that the server redirects to as url, if it is meant.</source>
        <translation>의도한 것이라면 서버가 넘겨주는 주소를 url로 쓰세요.</translation>
    </message>
    <message>
        <source>The server or the network is slow; a longer timeout can be set.</source>
        <translation>서버나 네트워크가 느립니다. timeout을 늘릴 수 있습니다.</translation>
    </message>
    <message>
        <source>The server asks to wait until %1.</source>
        <translation>서버의 대기 요청: %1까지.</translation>
    </message>
    <message>
        <source>It answers, but the newest sample is old: does it still scrape?</source>
        <translation>응답은 하지만 최신 샘플이 오래됐습니다. 수집이 멈췄는지 확인하세요.</translation>
    </message>
    <message>
        <source>answers in %1 ms; it does not tell its version</source>
        <translation>%1 ms에 응답, 버전은 알 수 없음</translation>
    </message>
    <message>
        <source>answers in %1 ms</source>
        <translation>%1 ms에 응답</translation>
    </message>
    <message>
        <source>in use by another console (process %1)</source>
        <translation>다른 콘솔이 사용 중 (프로세스 %1)</translation>
    </message>
    <message>
        <source>in use by another console</source>
        <translation>다른 콘솔이 사용 중</translation>
    </message>
    <message>
        <source>unknown key %1.</source>
        <translation>알 수 없는 키 %1.</translation>
    </message>
    <message>
        <source>the key %1 is missing</source>
        <translation>키 %1 없음</translation>
    </message>
    <message>
        <source>the key %1 has no value</source>
        <translation>키 %1에 값 없음</translation>
    </message>
    <message>
        <source>%1 is not a number.</source>
        <translation>숫자가 아님: %1.</translation>
    </message>
    <message>
        <source>%1 is not a matcher; expected %2</source>
        <translation>조건이 아님: %1. 형식: %2</translation>
    </message>
    <message>
        <source>the query is not PromQL: %1</source>
        <translation>질의가 PromQL이 아님: %1</translation>
    </message>
    <message>
        <source>no file matches %1</source>
        <translation>맞는 파일 없음: %1</translation>
    </message>
    <message>
        <source>watch %1</source>
        <translation>감시 %1</translation>
    </message>
    <message>
        <source>metrics %1</source>
        <translation>지표 %1</translation>
    </message>
    <message>
        <source>alerts %1</source>
        <translation>알림 %1</translation>
    </message>
    <message>
        <source>changes %1</source>
        <translation>변경 %1</translation>
    </message>
    <message>
        <source>alerts</source>
        <translation>알림</translation>
    </message>
    <message>
        <source>alert history</source>
        <translation>알림 이력</translation>
    </message>
    <message>
        <source>rules</source>
        <translation>규칙</translation>
    </message>
    <message>
        <source>silences</source>
        <translation>무음</translation>
    </message>
    <message>
        <source>changes</source>
        <translation>변경</translation>
    </message>
    <message>
        <source>details</source>
        <translation>상세</translation>
    </message>
    <message>
        <source>test</source>
        <translation>시험</translation>
    </message>
    <message>
        <source>poll</source>
        <translation>수집</translation>
    </message>
    <message>
        <source>what answers at %1 does not speak HTTP (is it a TLS port?)</source>
        <translation>%1: 응답이 HTTP가 아님 (TLS 포트인지 확인)</translation>
    </message>
    <message>
        <source>no usable answer from %1: %2</source>
        <translation>%1: 쓸 수 있는 응답이 없음: %2</translation>
    </message>
    <message>
        <source>the redirect from %1 was not followed: follow_redirects is off</source>
        <translation>%1의 리다이렉트를 따르지 않음: follow_redirects가 꺼져 있음</translation>
    </message>
    <message>
        <source>the redirect from %1 was not followed: it leads to something that is not an http address</source>
        <translation>%1의 리다이렉트를 따르지 않음: http 주소가 아닌 곳으로 넘김</translation>
    </message>
    <message>
        <source>the redirect from %1 to %2 was not followed: another host would see the credentials</source>
        <translation>%1에서 %2로의 리다이렉트를 따르지 않음: 다른 호스트에 인증 정보가 보이게 됨</translation>
    </message>
    <message>
        <source>the redirect from %1 goes round in circles</source>
        <translation>%1의 리다이렉트가 제자리를 돎</translation>
    </message>
    <message>
        <source>the ca_file %1 cannot be read</source>
        <translation>ca_file을 읽을 수 없음: %1</translation>
    </message>
    <message>
        <source>the client certificate %1 or its key cannot be used</source>
        <translation>클라이언트 인증서나 키를 쓸 수 없음: %1</translation>
    </message>
    <message>
        <source>the address is neither http nor https</source>
        <translation>주소가 http도 https도 아님</translation>
    </message>
    <message>
        <source>no memory for a transfer</source>
        <translation>전송에 쓸 메모리 없음</translation>
    </message>
    <message>
        <source>the answer states its length twice</source>
        <translation>응답이 길이를 두 번 말함</translation>
    </message>
    <message>
        <source>the answer is compressed more than once</source>
        <translation>응답이 두 번 이상 압축됨</translation>
    </message>
    <message>
        <source>the secret file %1 has more than one line</source>
        <translation>비밀 파일이 한 줄이 아님: %1</translation>
    </message>
    <message>
        <source>a secret has more than one line</source>
        <translation>비밀 값이 한 줄이 아님</translation>
    </message>
    <message>
        <source>no token for this feed: %1</source>
        <translation>이 피드의 토큰이 없음: %1</translation>
    </message>
    <message>
        <source>the token address answers HTTP %1</source>
        <translation>토큰 주소의 응답: HTTP %1</translation>
    </message>
    <message>
        <source>the token address answers without a token</source>
        <translation>토큰 주소의 응답에 토큰이 없음</translation>
    </message>
    <message>
        <source>not asked</source>
        <translation>묻지 않음</translation>
    </message>
    <message>
        <source>the answer is empty, not %1</source>
        <translation>응답이 비어 있음, 기대한 것: %1</translation>
    </message>
    <message>
        <source>the answer is damaged: %1</source>
        <translation>응답이 손상됨: %1</translation>
    </message>
    <message>
        <source>the answer is not usable: %1</source>
        <translation>응답을 쓸 수 없음: %1</translation>
    </message>
    <message>
        <source>the answer is too large to be read</source>
        <translation>응답이 너무 커서 읽을 수 없음</translation>
    </message>
    <message>
        <source>the answer is not one of the Alertmanager API (v2)</source>
        <translation>Alertmanager API (v2) 응답이 아님</translation>
    </message>
    <message>
        <source>the answer is not a list of the Alertmanager API (v2)</source>
        <translation>Alertmanager API (v2)의 목록이 아님</translation>
    </message>
    <message>
        <source>the answer has no list of alerts</source>
        <translation>응답에 알림 목록이 없음</translation>
    </message>
    <message>
        <source>the answer has no list at %1</source>
        <translation>응답의 이 자리에 목록이 없음: %1</translation>
    </message>
    <message>
        <source>the answer is a %1, not a matrix</source>
        <translation>응답이 matrix가 아님: %1</translation>
    </message>
    <message>
        <source>it has no result</source>
        <translation>result가 없음</translation>
    </message>
    <message>
        <source>the Prometheus API</source>
        <translation>Prometheus API</translation>
    </message>
    <message>
        <source>the Alertmanager API</source>
        <translation>Alertmanager API</translation>
    </message>
    <message>
        <source>a list of CDEvents</source>
        <translation>CDEvents 목록</translation>
    </message>
    <message>
        <source>the JSON that its mapping reads</source>
        <translation>매핑이 읽는 JSON</translation>
    </message>
    <message>
        <source>there is more after its end</source>
        <translation>끝 뒤에 내용이 더 있음</translation>
    </message>
    <message>
        <source>it ends in the middle</source>
        <translation>중간에 끝남</translation>
    </message>
    <message>
        <source>it is not whole JSON</source>
        <translation>온전한 JSON이 아님</translation>
    </message>
    <message>
        <source>a text does not end</source>
        <translation>텍스트가 끝나지 않음</translation>
    </message>
    <message>
        <source>a JSON text does not end</source>
        <translation>JSON 텍스트가 끝나지 않음</translation>
    </message>
    <message>
        <source>a JSON number cannot be read</source>
        <translation>JSON 숫자를 읽을 수 없음</translation>
    </message>
    <message>
        <source>JSON nested too deep</source>
        <translation>JSON이 너무 깊음</translation>
    </message>
    <message>
        <source>an escape is unknown or not whole</source>
        <translation>이스케이프를 알 수 없거나 온전하지 않음</translation>
    </message>
    <message>
        <source>it is nested too deep</source>
        <translation>너무 깊이 중첩됨</translation>
    </message>
    <message>
        <source>a value is neither text, number, list nor object</source>
        <translation>값이 텍스트, 숫자, 목록, 객체 중 무엇도 아님</translation>
    </message>
    <message>
        <source>a time cannot be read</source>
        <translation>시각을 읽을 수 없음</translation>
    </message>
    <message>
        <source>a value is no number</source>
        <translation>값이 숫자가 아님</translation>
    </message>
    <message>
        <source>a native histogram is not supported and left out</source>
        <translation>네이티브 히스토그램은 지원하지 않아 제외</translation>
    </message>
    <message>
        <source>%1 native histograms are not supported and left out</source>
        <translation>네이티브 히스토그램 %1개는 지원하지 않아 제외</translation>
    </message>
    <message>
        <source>a series came twice; the first is used</source>
        <translation>시리즈 하나가 두 번 옴, 첫째를 씀</translation>
    </message>
    <message>
        <source>%1 series came twice; the first of each is used</source>
        <translation>시리즈 %1개가 두 번 옴, 각각 첫째를 씀</translation>
    </message>
    <message>
        <source>a series with too many labels was left out</source>
        <translation>라벨이 너무 많은 시리즈 제외</translation>
    </message>
    <message>
        <source>%1 series with too many labels were left out</source>
        <translation>라벨이 너무 많은 시리즈 %1개 제외</translation>
    </message>
    <message>
        <source>showing %1 of %2 series</source>
        <translation>시리즈 %2개 중 %1개 표시</translation>
    </message>
    <message>
        <source>%1 records were left out (%2)</source>
        <translation>레코드 %1건 제외 (%2)</translation>
    </message>
    <message>
        <source>a record was left out (%1)</source>
        <translation>레코드 하나 제외 (%1)</translation>
    </message>
    <message>
        <source>%1 alerts without a name, state or time were left out</source>
        <translation>이름, 상태, 시각이 없는 알림 %1건 제외</translation>
    </message>
    <message>
        <source>%1 alerts with missing or wrong fields were left out</source>
        <translation>필드가 없거나 잘못된 알림 %1건 제외</translation>
    </message>
    <message>
        <source>%1 silences with missing or wrong fields were left out</source>
        <translation>필드가 없거나 잘못된 무음 %1건 제외</translation>
    </message>
    <message>
        <source>it has no id</source>
        <translation>id 없음</translation>
    </message>
    <message>
        <source>its time is missing or before the year 2000</source>
        <translation>시각이 없거나 2000년 이전</translation>
    </message>
    <message>
        <source>its time lies in the future</source>
        <translation>시각이 미래</translation>
    </message>
    <message>
        <source>it ends before it starts</source>
        <translation>시작보다 끝이 앞섬</translation>
    </message>
    <message>
        <source>its end lies in the future</source>
        <translation>끝이 미래</translation>
    </message>
    <message>
        <source>it is no object</source>
        <translation>객체가 아님</translation>
    </message>
    <message>
        <source>its time is missing or cannot be read</source>
        <translation>시각이 없거나 읽을 수 없음</translation>
    </message>
    <message>
        <source>its end cannot be read</source>
        <translation>끝을 읽을 수 없음</translation>
    </message>
    <message>
        <source>it names no service</source>
        <translation>서비스 이름 없음</translation>
    </message>
    <message>
        <source>it is not a CDEvent</source>
        <translation>CDEvent가 아님</translation>
    </message>
    <message>
        <source>its timestamp cannot be read</source>
        <translation>timestamp를 읽을 수 없음</translation>
    </message>
    <message>
        <source>line %1 is not whole JSON</source>
        <translation>%1번째 줄이 온전한 JSON이 아님</translation>
    </message>
    <message>
        <source>nothing in it is whole JSON</source>
        <translation>온전한 JSON이 하나도 없음</translation>
    </message>
    <message>
        <source>the next page is on another host and was not asked</source>
        <translation>다음 페이지가 다른 호스트에 있어 묻지 않음</translation>
    </message>
    <message>
        <source>details are on another host and were not asked</source>
        <translation>상세가 다른 호스트에 있어 묻지 않음</translation>
    </message>
    <message>
        <source>more than %1 pages; older changes were not read</source>
        <translation>%1페이지를 넘음, 더 오래된 변경은 읽지 않음</translation>
    </message>
    <message>
        <source>rule %1 fails: %2</source>
        <translation>규칙 %1 실패: %2</translation>
    </message>
    <message>
        <source>%1 cannot be read</source>
        <translation>읽을 수 없음: %1</translation>
    </message>
    <message>
        <source>no such file or folder</source>
        <translation>그런 파일이나 폴더가 없음</translation>
    </message>
    <message>
        <source>%1 is neither a file nor a folder</source>
        <translation>파일도 폴더도 아님: %1</translation>
    </message>
    <message>
        <source>it is larger than 64 MiB</source>
        <translation>64 MiB보다 큼</translation>
    </message>
    <message>
        <source>it changed while it was read</source>
        <translation>읽는 동안 바뀜</translation>
    </message>
    <message>
        <source>muted by %1</source>
        <translation>일시 중지: %1</translation>
    </message>
    <message>
        <source>%1 records, %2 of them are changes</source>
        <translation>레코드 %1건, 그중 변경 %2건</translation>
    </message>
    <message>
        <source>can be read: %1 files</source>
        <translation>읽을 수 있음: 파일 %1개</translation>
    </message>
    <message>
        <source>can be read: %1 file</source>
        <translation>읽을 수 있음: 파일 %1개</translation>
    </message>
    <message>
        <source>there is no Prometheus feed named %1</source>
        <translation>그런 Prometheus 피드가 없음: %1</translation>
    </message>
    <message>
        <source>there is no feed named %1</source>
        <translation>그런 피드가 없음: %1</translation>
    </message>
    <message>
        <source>there is no cache at %1 yet</source>
        <translation>아직 캐시가 없음: %1</translation>
    </message>
    <message>
        <source>stored samples are damaged</source>
        <translation>저장된 샘플이 손상됨</translation>
    </message>
    <message>
        <source>stored SLO bins are damaged</source>
        <translation>저장된 SLO 집계가 손상됨</translation>
    </message>
    <message>
        <source>a stored record is damaged</source>
        <translation>저장된 레코드가 손상됨</translation>
    </message>
    <message>
        <source>the schema of the cache is newer than this program</source>
        <translation>캐시의 스키마가 이 프로그램보다 새로움</translation>
    </message>
    <message>
        <source>no sound cache can be made at %1</source>
        <translation>성한 캐시를 만들 수 없음: %1</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2; nothing was stored</source>
        <translation>쓸 수 없음: %1: %2. 저장한 것 없음</translation>
    </message>
    <message>
        <source>the cache has schema %1 and this program knows up to schema %2: a newer version wrote it; it was left as it is</source>
        <translation>캐시 스키마 %1, 이 프로그램은 %2까지 앎: 더 새로운 버전이 쓴 것이라 그대로 둠</translation>
    </message>
    <message>
        <source>this file is not a Vedette cache</source>
        <translation>Vedette 캐시 파일이 아님</translation>
    </message>
    <message>
        <source>the cache has the older schema %1 (now %2): it is brought up when a console opens it for writing</source>
        <translation>캐시가 이전 스키마 %1 (지금은 %2): 콘솔이 쓰기로 열 때 올려집니다</translation>
    </message>
    <message>
        <source>no series %1 in the cache</source>
        <translation>캐시에 시리즈 %1 없음</translation>
    </message>
    <message>
        <source>the cache holds 16 million series and takes no more</source>
        <translation>캐시가 시리즈 1,600만 개를 담아 더 받지 않음</translation>
    </message>
    <message>
        <source>a series has more than 2 million samples in one day</source>
        <translation>한 시리즈의 하루 샘플이 200만 개를 넘음</translation>
    </message>
    <message>
        <source>%1 is %2, not a Vedette cache: it was left as it is</source>
        <translation>%1: Vedette 캐시가 아니라 %2, 그대로 둠</translation>
    </message>
    <message>
        <source>a folder</source>
        <translation>폴더</translation>
    </message>
    <message>
        <source>a FIFO</source>
        <translation>FIFO</translation>
    </message>
    <message>
        <source>a device or socket</source>
        <translation>장치 또는 소켓</translation>
    </message>
    <message>
        <source>too short</source>
        <translation>너무 짧은 파일</translation>
    </message>
    <message>
        <source>a text file</source>
        <translation>텍스트 파일</translation>
    </message>
    <message>
        <source>some other file</source>
        <translation>다른 파일</translation>
    </message>
    <message>
        <source>another program&apos;s SQLite file</source>
        <translation>다른 프로그램의 SQLite 파일</translation>
    </message>
    <message>
        <source>%1 cannot be looked at: %2</source>
        <translation>살펴볼 수 없음: %1: %2</translation>
    </message>
    <message>
        <source>the folder %1 cannot be made: %2</source>
        <translation>폴더를 만들 수 없음: %1: %2</translation>
    </message>
    <message>
        <source>%1 is not a folder</source>
        <translation>폴더가 아님: %1</translation>
    </message>
    <message>
        <source>the folder %1 may not be written (%2): nothing can be kept</source>
        <translation>폴더에 쓸 수 없음: %1 (%2): 아무것도 보관할 수 없음</translation>
    </message>
    <message>
        <source>the lock file %1 cannot be opened: %2</source>
        <translation>잠금 파일을 열 수 없음: %1: %2</translation>
    </message>
    <message>
        <source>the folder of the cache cannot lock files (%1): put the cache on a local disk</source>
        <translation>캐시 폴더가 파일 잠금을 못 함 (%1): 캐시를 로컬 디스크에 두세요</translation>
    </message>
    <message>
        <source>the damaged cache cannot be put aside as %1: %2</source>
        <translation>손상된 캐시를 치울 수 없음: %1: %2</translation>
    </message>
    <message>
        <source>the disk is full: nothing of this was stored; what is in the cache stays</source>
        <translation>디스크가 가득 참: 이번 것은 저장하지 못함, 캐시에 있던 것은 그대로</translation>
    </message>
    <message>
        <source>the cache may not be written: its folder or file is read-only</source>
        <translation>캐시에 쓸 수 없음: 폴더나 파일이 읽기 전용</translation>
    </message>
    <message>
        <source>the cache cannot be opened: its folder is missing or not accessible</source>
        <translation>캐시를 열 수 없음: 폴더가 없거나 접근할 수 없음</translation>
    </message>
    <message>
        <source>the cache file is damaged</source>
        <translation>캐시 파일이 손상됨</translation>
    </message>
    <message>
        <source>the cache is busy: another process holds it</source>
        <translation>캐시가 사용 중: 다른 프로세스가 잡고 있음</translation>
    </message>
    <message>
        <source>the disk failed while the cache was read or written</source>
        <translation>캐시를 읽거나 쓰는 중 디스크 오류</translation>
    </message>
    <message>
        <source>no permission to use the cache file</source>
        <translation>캐시 파일을 쓸 권한 없음</translation>
    </message>
    <message>
        <source>the cache failed</source>
        <translation>캐시 오류</translation>
    </message>
    <message>
        <source>there is no alert with the id %1</source>
        <translation>그런 id의 알림이 없음: %1</translation>
    </message>
    <message>
        <source>cannot make %1: %2</source>
        <translation>만들 수 없음: %1: %2</translation>
    </message>
    <message>
        <source>cannot write %1: %2</source>
        <translation>쓸 수 없음: %1: %2</translation>
    </message>
    <message>
        <source>cannot keep %1: %2</source>
        <translation>보관할 수 없음: %1: %2</translation>
    </message>
    <message>
        <source>a newer question came</source>
        <translation>더 새로운 질문이 옴</translation>
    </message>
    <message>
        <source>in: %1</source>
        <translation>위치: %1</translation>
    </message>
    <message>
        <source>%1 % of the window has samples; the rest is not known and counts for nothing</source>
        <translation>창의 %1 %에만 샘플이 있음, 나머지는 알 수 없어 집계하지 않음</translation>
    </message>
    <message>
        <source>an objective of 100 % leaves no budget, so there is no burn rate</source>
        <translation>목표가 100 %라 예산이 없고 소진율도 없음</translation>
    </message>
    <message>
        <source>fewer errors than none were counted: the error query and the total query do not belong together</source>
        <translation>오류 집계가 0보다 작음: 오류 질의와 전체 질의가 서로 맞지 않음</translation>
    </message>
    <message>
        <source>more errors than events were counted: the error query and the total query do not belong together</source>
        <translation>오류 집계가 전체보다 많음: 오류 질의와 전체 질의가 서로 맞지 않음</translation>
    </message>
    <message>
        <source>first samples at %1, after the window&apos;s start</source>
        <translation>첫 샘플이 창 시작보다 늦음: %1</translation>
    </message>
    <message>
        <source>the %1 window is estimated from %2 bins</source>
        <translation>%1 창은 %2 단위 집계로 추정함</translation>
    </message>
    <message>
        <source>the alert at %1 times the budget cannot fire: it asks for more errors than events</source>
        <translation>예산의 %1배 알림은 울릴 수 없음: 전체보다 많은 오류를 요구함</translation>
    </message>
    <message>
        <source>not counted: %1</source>
        <translation>집계 안 함: %1</translation>
    </message>
    <message>
        <source>it gives a ratio, not events; this version counts events</source>
        <translation>건수가 아니라 비율을 내는 질의, 이 버전은 건수를 집계함</translation>
    </message>
    <message>
        <source>%1 cannot be counted: at character %2 %3</source>
        <translation>집계할 수 없음: %1, %2번째 문자: %3</translation>
    </message>
    <message>
        <source>%1 cannot be counted; expected %2</source>
        <translation>%1 집계할 수 없음, 올 것: %2</translation>
    </message>
    <message>
        <source>expected %1, found the end</source>
        <translation>올 것: %1, 실제: 끝</translation>
    </message>
    <message>
        <source>expected %1, found %2</source>
        <translation>올 것: %1, 실제: %2</translation>
    </message>
    <message>
        <source>sum(...), rate(...), increase(...), a number or &apos;(&apos;</source>
        <translation>sum(...), rate(...), increase(...), 숫자 또는 &apos;(&apos;</translation>
    </message>
    <message>
        <source>an operator (+ - * / or) or the end</source>
        <translation>연산자 (+ - * / or) 또는 끝</translation>
    </message>
    <message>
        <source>a query that counts something, such as sum(rate(requests_total[{{.window}}]))</source>
        <translation>무언가를 집계하는 질의, 예: sum(rate(requests_total[{{.window}}]))</translation>
    </message>
    <message>
        <source>is nested too deeply</source>
        <translation>너무 깊이 중첩됨</translation>
    </message>
    <message>
        <source>vector(0) or 0 * ... after &quot;or&quot;</source>
        <translation>&quot;or&quot; 뒤에 vector(0) 또는 0 * ...</translation>
    </message>
    <message>
        <source>a number is added to counted events; only counters can be added to counters</source>
        <translation>집계한 건수에 숫자를 더함, 카운터에는 카운터만 더할 수 있음</translation>
    </message>
    <message>
        <source>is a division by zero</source>
        <translation>0으로 나눔</translation>
    </message>
    <message>
        <source>counters are divided; only a division by a number can be counted</source>
        <translation>카운터끼리 나눔, 숫자로 나누는 것만 집계할 수 있음</translation>
    </message>
    <message>
        <source>counters are multiplied; one side has to be a number</source>
        <translation>카운터끼리 곱함, 한쪽은 숫자여야 함</translation>
    </message>
    <message>
        <source>only vector(0) can stand beside counted events</source>
        <translation>집계한 건수 옆에는 vector(0)만 올 수 있음</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>숫자</translation>
    </message>
    <message>
        <source>&apos;(&apos; and label names</source>
        <translation>&apos;(&apos;와 라벨 이름</translation>
    </message>
    <message>
        <source>a label name or &apos;)&apos;</source>
        <translation>라벨 이름 또는 &apos;)&apos;</translation>
    </message>
    <message>
        <source>&apos;(&apos;, by (...) or without (...)</source>
        <translation>&apos;(&apos;, by (...) 또는 without (...)</translation>
    </message>
    <message>
        <source>rate(...) or increase(...)</source>
        <translation>rate(...) 또는 increase(...)</translation>
    </message>
    <message>
        <source>increase() and rate() stand in one query; they differ by the window&apos;s length</source>
        <translation>increase()와 rate()가 한 질의에 있음, 둘은 창 길이만큼 다름</translation>
    </message>
    <message>
        <source>stands no selector: %1</source>
        <translation>선택자가 아님: %1</translation>
    </message>
    <message>
        <source>an offset (or @) moves the samples in time; events are counted when they happened, write the query without it</source>
        <translation>offset(또는 @)은 샘플의 시각을 옮김, 건수는 일어난 때에 집계하므로 빼고 쓰세요</translation>
    </message>
    <message>
        <source>a metric name or &apos;{&apos;</source>
        <translation>지표 이름 또는 &apos;{&apos;</translation>
    </message>
    <message>
        <source>the closing quote of a value</source>
        <translation>값의 닫는 따옴표</translation>
    </message>
    <message>
        <source>{{.window}}, so that every window can be counted</source>
        <translation>{{.window}}, 그래야 모든 창을 집계할 수 있음</translation>
    </message>
    <message>
        <source>stands a subquery; only samples themselves can be counted</source>
        <translation>하위 질의가 있음, 샘플 자체만 집계할 수 있음</translation>
    </message>
    <message>
        <source>%1 is not a selector: at character %2 expected %3</source>
        <translation>선택자가 아님: %1, %2번째 문자에 올 것: %3</translation>
    </message>
    <message>
        <source>a label name or &apos;}&apos;</source>
        <translation>라벨 이름 또는 &apos;}&apos;</translation>
    </message>
    <message>
        <source>a quoted value</source>
        <translation>따옴표로 묶은 값</translation>
    </message>
    <message>
        <source>the end</source>
        <translation>끝</translation>
    </message>
    <message>
        <source>name=value, name!=value, name=~regex or name!~regex</source>
        <translation>name=value, name!=value, name=~regex 또는 name!~regex</translation>
    </message>
    <message>
        <source>%1 has a broken quoted value</source>
        <translation>따옴표로 묶은 값이 깨짐: %1</translation>
    </message>
    <message>
        <source>%1 is not a regular expression: %2</source>
        <translation>정규식이 아님: %1: %2</translation>
    </message>
    <message>
        <source>Did you mean %1?</source>
        <translation>%1 아닌가요?</translation>
    </message>
    <message>
        <source>Write %1.</source>
        <translation>%1 형식으로 쓰세요.</translation>
    </message>
    <message>
        <source>Write e.g. %1.</source>
        <translation>예: %1.</translation>
    </message>
    <message>
        <source>Write %1 for seconds.</source>
        <translation>초라면 %1로 쓰세요.</translation>
    </message>
    <message>
        <source>There are %1.</source>
        <translation>있는 것: %1.</translation>
    </message>
    <message>
        <source>the key %1 is there twice; first in line %2</source>
        <translation>키가 두 번 있음: %1, 처음은 %2번째 줄</translation>
    </message>
    <message>
        <source>%1 in quotes is text, not a number.</source>
        <translation>따옴표 안의 %1: 숫자가 아니라 텍스트.</translation>
    </message>
    <message>
        <source>%1 is not a whole number from %2 to %3</source>
        <translation>%2부터 %3까지의 정수가 아님: %1</translation>
    </message>
    <message>
        <source>%1 is not true or false</source>
        <translation>true나 false가 아님: %1</translation>
    </message>
    <message>
        <source>%1 is not a duration.</source>
        <translation>기간이 아님: %1.</translation>
    </message>
    <message>
        <source>%1 is too short; at least %2</source>
        <translation>너무 짧음: %1, 적어도 %2</translation>
    </message>
    <message>
        <source>%1 is not one of %2.</source>
        <translation>%2 중 하나가 아님: %1.</translation>
    </message>
    <message>
        <source>%1 where text is expected</source>
        <translation>텍스트가 올 자리에 %1</translation>
    </message>
    <message>
        <source>%1 where a number is expected</source>
        <translation>숫자가 올 자리에 %1</translation>
    </message>
    <message>
        <source>%1 where a list is expected</source>
        <translation>목록이 올 자리에 %1</translation>
    </message>
    <message>
        <source>%1 where a mapping is expected</source>
        <translation>매핑이 올 자리에 %1</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>빈 값</translation>
    </message>
    <message>
        <source>a list</source>
        <translation>목록</translation>
    </message>
    <message>
        <source>a mapping</source>
        <translation>매핑</translation>
    </message>
    <message>
        <source>an empty text in a list</source>
        <translation>목록에 빈 텍스트</translation>
    </message>
    <message>
        <source>%1 is empty</source>
        <translation>비어 있음: %1</translation>
    </message>
    <message>
        <source>%1 is empty; at least one SLO</source>
        <translation>비어 있음: %1, SLO가 적어도 하나 필요</translation>
    </message>
    <message>
        <source>an alias inside of what it stands for</source>
        <translation>별칭이 자기 자신을 가리킴</translation>
    </message>
    <message>
        <source>nested deeper than %1 levels</source>
        <translation>%1단계보다 깊이 중첩됨</translation>
    </message>
    <message>
        <source>more than %1 values, aliases written out</source>
        <translation>별칭을 풀면 값이 %1개를 넘음</translation>
    </message>
    <message>
        <source>more than %1 values</source>
        <translation>값이 %1개를 넘음</translation>
    </message>
    <message>
        <source>a key must be text</source>
        <translation>키는 텍스트여야 함</translation>
    </message>
    <message>
        <source>&lt;&lt; takes a mapping or a list of mappings</source>
        <translation>&lt;&lt;에는 매핑이나 매핑의 목록</translation>
    </message>
    <message>
        <source>larger than %1 MiB</source>
        <translation>%1 MiB보다 큼</translation>
    </message>
    <message>
        <source>not YAML: %1</source>
        <translation>YAML이 아님: %1</translation>
    </message>
    <message>
        <source>%1 is a folder, not a file</source>
        <translation>파일이 아니라 폴더: %1</translation>
    </message>
    <message>
        <source>%1 does not exist</source>
        <translation>없는 파일: %1</translation>
    </message>
    <message>
        <source>%1 is larger than 8 MiB</source>
        <translation>8 MiB보다 큼: %1</translation>
    </message>
    <message>
        <source>%1; it is read again at each use</source>
        <translation>%1, 쓸 때마다 다시 읽음</translation>
    </message>
    <message>
        <source>the quote %1 at character %2 is not closed</source>
        <translation>닫히지 않은 따옴표: %2번째 문자의 %1</translation>
    </message>
    <message>
        <source>%1 at character %2 closes nothing</source>
        <translation>%2번째 문자의 %1에 짝이 없음</translation>
    </message>
    <message>
        <source>%1 is not closed</source>
        <translation>닫히지 않음: %1</translation>
    </message>
    <message>
        <source>%1 is not a time; expected %2</source>
        <translation>시각이 아님: %1, 올 것: %2</translation>
    </message>
    <message>
        <source>%1 is not a duration; expected e.g. %2</source>
        <translation>기간이 아님: %1, 예: %2</translation>
    </message>
    <message>
        <source>a configuration file is one document; this is its second</source>
        <translation>설정 파일은 문서 하나, 이것은 둘째</translation>
    </message>
    <message>
        <source>a mapping file is one document</source>
        <translation>매핑 파일은 문서 하나</translation>
    </message>
    <message>
        <source>%1 holds a user or password. Write them under basic_auth.</source>
        <translation>사용자나 비밀번호가 들어 있음: %1. basic_auth 아래에 쓰세요.</translation>
    </message>
    <message>
        <source>%1 is not an http or https address. Write http://... or https://...</source>
        <translation>http나 https 주소가 아님: %1. http://... 또는 https://... 형식으로 쓰세요.</translation>
    </message>
    <message>
        <source>%1 is not an http or https address</source>
        <translation>http나 https 주소가 아님: %1</translation>
    </message>
    <message>
        <source>%1 is the address that /api is added to; it cannot have a query or fragment</source>
        <translation>%1 뒤에는 /api가 붙으므로 query나 fragment를 둘 수 없음</translation>
    </message>
    <message>
        <source>a name is one line of at most 100 bytes without spaces around it</source>
        <translation>이름은 앞뒤 공백 없는 한 줄, 100바이트까지</translation>
    </message>
    <message>
        <source>the name &quot;by-hand&quot; is taken by changes that are written by hand</source>
        <translation>&quot;by-hand&quot;는 손으로 적는 변경의 이름이라 쓸 수 없음</translation>
    </message>
    <message>
        <source>a feed named %1 is already at %2</source>
        <translation>같은 이름의 피드가 이미 있음: %1 (%2)</translation>
    </message>
    <message>
        <source>a watch named %1 is already at %2</source>
        <translation>같은 이름의 감시가 이미 있음: %1 (%2)</translation>
    </message>
    <message>
        <source>the service %1 is already at %2</source>
        <translation>같은 서비스가 이미 있음: %1 (%2)</translation>
    </message>
    <message>
        <source>the SLO %1 is already at %2</source>
        <translation>같은 SLO가 이미 있음: %1 (%2)</translation>
    </message>
    <message>
        <source>a json feed is read from a url; path belongs to kind cdevents</source>
        <translation>json 피드는 url로 읽음, path는 cdevents의 것</translation>
    </message>
    <message>
        <source>one of &quot;path&quot; and &quot;url&quot; is missing</source>
        <translation>&quot;path&quot;나 &quot;url&quot; 중 하나가 필요함</translation>
    </message>
    <message>
        <source>only one of path and url</source>
        <translation>path와 url 중 하나만</translation>
    </message>
    <message>
        <source>a mapping belongs to kind json; the shape of CDEvents is fixed</source>
        <translation>mapping은 json의 것, CDEvents의 형태는 정해져 있음</translation>
    </message>
    <message>
        <source>the key &quot;mapping&quot; is missing: a stock name, a file, or written out</source>
        <translation>키 &quot;mapping&quot; 없음: 기본 이름, 파일, 또는 직접 적기</translation>
    </message>
    <message>
        <source>credentials are sent unencrypted. Use https.</source>
        <translation>인증 정보가 암호화 없이 전송됨. https를 쓰세요.</translation>
    </message>
    <message>
        <source>%1 is not a prometheus feed; only those have series.</source>
        <translation>prometheus 피드가 아님: %1, 시리즈은 그 피드에만 있음.</translation>
    </message>
    <message>
        <source>%1 is not a feed.</source>
        <translation>피드가 아님: %1.</translation>
    </message>
    <message>
        <source>no feed is named. Add one under prometheus, alertmanager or changes.</source>
        <translation>피드가 하나도 없음. prometheus, alertmanager, changes 중 하나에 적으세요.</translation>
    </message>
    <message>
        <source>a secret written into the configuration. Keep it in a file (..._file) or in the keyring (keyring: NAME).</source>
        <translation>설정에 비밀 값이 적혀 있음. 파일(..._file)이나 키링(keyring: NAME)에 두세요.</translation>
    </message>
    <message>
        <source>only one of %1</source>
        <translation>하나만: %1</translation>
    </message>
    <message>
        <source>cert_file and key_file belong together</source>
        <translation>cert_file과 key_file은 함께 써야 함</translation>
    </message>
    <message>
        <source>certificates are always checked. Name the server&apos;s authority with ca_file instead.</source>
        <translation>인증서는 항상 검사함. 대신 ca_file에 발급 기관을 적으세요.</translation>
    </message>
    <message>
        <source>token_url must be an http or https address</source>
        <translation>token_url은 http나 https 주소여야 함</translation>
    </message>
    <message>
        <source>the client secret is sent unencrypted. Use https.</source>
        <translation>클라이언트 비밀 값이 암호화 없이 전송됨. https를 쓰세요.</translation>
    </message>
    <message>
        <source>%1 is not a header&apos;s name</source>
        <translation>헤더 이름이 아님: %1</translation>
    </message>
    <message>
        <source>a header&apos;s value is one line</source>
        <translation>헤더 값은 한 줄</translation>
    </message>
    <message>
        <source>for type Basic use basic_auth</source>
        <translation>Basic에는 basic_auth를 쓰세요</translation>
    </message>
    <message>
        <source>one of credentials, credentials_file and keyring is missing</source>
        <translation>credentials, credentials_file, keyring 중 하나가 필요함</translation>
    </message>
    <message>
        <source>an empty path</source>
        <translation>빈 경로</translation>
    </message>
    <message>
        <source>%1 has an empty step</source>
        <translation>%1에 빈 단계가 있음</translation>
    </message>
    <message>
        <source>%1 is not a path; write e.g. user.login or items[0].id</source>
        <translation>경로가 아님: %1, 예: user.login 또는 items[0].id</translation>
    </message>
    <message>
        <source>%1 ends in a dot</source>
        <translation>점으로 끝남: %1</translation>
    </message>
    <message>
        <source>a quote &apos; is not closed</source>
        <translation>따옴표 &apos;가 닫히지 않음</translation>
    </message>
    <message>
        <source>size (the parameter) and of (how many) belong together</source>
        <translation>size(매개변수)와 of(개수)는 함께 써야 함</translation>
    </message>
    <message>
        <source>a { is not closed</source>
        <translation>{가 닫히지 않음</translation>
    </message>
    <message>
        <source>the field %1 is missing: these changes belong to no service</source>
        <translation>필드 %1 없음: 이 변경들은 서비스가 없음</translation>
    </message>
    <message>
        <source>the field %1 is missing</source>
        <translation>필드 %1 없음</translation>
    </message>
    <message>
        <source>there is no stock mapping %1.</source>
        <translation>그런 기본 매핑이 없음: %1.</translation>
    </message>
    <message>
        <source>%1 is not a size. Write e.g. 500MB or 4GiB.</source>
        <translation>크기가 아님: %1. 예: 500MB 또는 4GiB.</translation>
    </message>
    <message>
        <source>%1 is not between 1MB and 1000TB</source>
        <translation>1MB와 1000TB 사이가 아님: %1</translation>
    </message>
    <message>
        <source>%1 stands for %2 and for %3</source>
        <translation>%1의 뜻이 둘: %2, %3</translation>
    </message>
    <message>
        <source>%1 is not a time zone. Write an IANA name, e.g. Asia/Seoul or UTC.</source>
        <translation>시간대가 아님: %1. IANA 이름으로 쓰세요, 예: Asia/Seoul 또는 UTC.</translation>
    </message>
    <message>
        <source>bounds are two numbers, [lower, upper]; null where there is none</source>
        <translation>bounds는 숫자 둘 [아래, 위], 없으면 null</translation>
    </message>
    <message>
        <source>the lower bound is not below the upper one</source>
        <translation>아래 한계가 위 한계보다 낮지 않음</translation>
    </message>
    <message>
        <source>%1 is not a %2: letters, digits, - _ . with a letter or digit at both ends, two characters at least</source>
        <translation>%2에 쓸 수 없음: %1: 글자, 숫자, - _ . 만, 양 끝은 글자나 숫자, 두 글자 이상</translation>
    </message>
    <message>
        <source>%1 is not a label&apos;s name</source>
        <translation>라벨 이름이 아님: %1</translation>
    </message>
    <message>
        <source>%1 has no value</source>
        <translation>값 없음: %1</translation>
    </message>
    <message>
        <source>%1 does not use {{.window}}: it is asked over each window of the SLO</source>
        <translation>%1에 {{.window}}가 없음: SLO의 창마다 묻는 질의임</translation>
    </message>
    <message>
        <source>%1 has a placeholder other than {{.window}}</source>
        <translation>%1에 {{.window}}가 아닌 자리표시가 있음</translation>
    </message>
    <message>
        <source>%1 is not PromQL: %2</source>
        <translation>PromQL이 아님: %1: %2</translation>
    </message>
    <message>
        <source>an sli is one of events, raw and plugin; there is none</source>
        <translation>sli는 events, raw, plugin 중 하나, 없음</translation>
    </message>
    <message>
        <source>an sli is one of events, raw and plugin; there are %1</source>
        <translation>sli는 events, raw, plugin 중 하나, 있는 것: %1</translation>
    </message>
    <message>
        <source>the error query is the same as the total query</source>
        <translation>오류 질의와 전체 질의가 같음</translation>
    </message>
    <message>
        <source>sli.plugin is not evaluated by this version; this SLO is left out</source>
        <translation>sli.plugin은 이 버전이 계산하지 않음, 이 SLO는 제외</translation>
    </message>
    <message>
        <source>the key %1 is missing: an alert needs a name unless page and ticket are both disabled</source>
        <translation>키 %1 없음: page와 ticket을 모두 끄지 않으면 알림 이름이 필요함</translation>
    </message>
    <message>
        <source>the objective %1 is not a percentage above 0 and at most 100</source>
        <translation>목표 %1: 0보다 크고 100 이하인 백분율이 아님</translation>
    </message>
    <message>
        <source>an objective of 100 leaves no error budget: there is no burn rate</source>
        <translation>목표 100은 오류 예산이 없음: 소진율도 없음</translation>
    </message>
    <message>
        <source>the objective is in percent: %1 means %2 %.</source>
        <translation>목표는 백분율: %1 = %2 %.</translation>
    </message>
    <message>
        <source>the %1 alert over %2 cannot fire: its threshold is an error ratio of %3</source>
        <translation>%2 창의 %1 알림은 울릴 수 없음: 기준이 오류 비율 %3</translation>
    </message>
    <message>
        <source>plugins are not run by this version</source>
        <translation>plugins는 이 버전이 실행하지 않음</translation>
    </message>
    <message>
        <source>%1 is not a version of Sloth&apos;s files. Write prometheus/v1.</source>
        <translation>Sloth 파일의 버전이 아님: %1. prometheus/v1로 쓰세요.</translation>
    </message>
    <message>
        <source>not an SLO file: neither version: prometheus/v1 (Sloth) nor a known apiVersion</source>
        <translation>SLO 파일이 아님: version: prometheus/v1 (Sloth)도 아는 apiVersion도 아님</translation>
    </message>
    <message>
        <source>%1 is not read by this version; write the SLO in Sloth&apos;s form</source>
        <translation>%1: 이 버전이 읽지 않음, Sloth 형식으로 쓰세요</translation>
    </message>
    <message>
        <source>no SLO in this file</source>
        <translation>이 파일에 SLO가 없음</translation>
    </message>
    <message>
        <source>%1, history</source>
        <translation>%1, 이력</translation>
    </message>
    <message>
        <source>Unlock the keyring, or store the entry: %1</source>
        <translation>키링을 풀거나 항목을 저장하세요: %1</translation>
    </message>
    <message>
        <source>a quote is not closed</source>
        <translation>따옴표가 닫히지 않음</translation>
    </message>
    <message>
        <source>RFC 3339 with a zone, e.g. %1</source>
        <translation>시간대가 있는 RFC 3339, 예: %1</translation>
    </message>
    <message>
        <source>RFC 3339, %1, epoch seconds or milliseconds, or now, now-1h, now/d, now-1d/d+8h</source>
        <translation>RFC 3339, %1, epoch 초나 밀리초, 또는 now, now-1h, now/d, now-1d/d+8h</translation>
    </message>
    <message>
        <source>a unit after &apos;/&apos;: s m h d w M y</source>
        <translation>&apos;/&apos; 뒤에 단위: s m h d w M y</translation>
    </message>
    <message>
        <source>a duration after &apos;+&apos; or &apos;-&apos;, e.g. 1h30m</source>
        <translation>&apos;+&apos;나 &apos;-&apos; 뒤에 기간, 예: 1h30m</translation>
    </message>
    <message>
        <source>the keyring entry %1 cannot be read: %2</source>
        <translation>키링 항목을 읽을 수 없음: %1: %2</translation>
    </message>
    <message>
        <source>no keyring in this build</source>
        <translation>이 빌드에는 키링이 없음</translation>
    </message>
    <message>
        <source>the keyring has no entry %1 of the service vedette</source>
        <translation>키링에 vedette 서비스의 항목이 없음: %1</translation>
    </message>
    <message>
        <source>the keyring did not allow it</source>
        <translation>키링이 허락하지 않음</translation>
    </message>
    <message>
        <source>no secret service answers on this desktop</source>
        <translation>이 데스크톱에 응답하는 비밀 저장소가 없음</translation>
    </message>
    <message>
        <source>the keyring has not answered for its entry %1 yet: is it locked?</source>
        <translation>키링이 아직 항목에 응답하지 않음: %1, 잠겨 있는지 확인하세요</translation>
    </message>
    <message>
        <source>watch %1 has more than %2 series and is not fetched: narrow it, or aggregate it with sum by (...)</source>
        <translation>감시 %1의 시리즈가 %2개를 넘어 받지 않음: 좁히거나 sum by (...)로 묶으세요</translation>
    </message>
    <message>
        <source>watch %1 has %2 series and is not fetched: narrow it, or aggregate it with sum by (...)</source>
        <translation>감시 %1의 시리즈가 %2개라 받지 않음: 좁히거나 sum by (...)로 묶으세요</translation>
    </message>
    <message>
        <source>watch %1 is empty: the server has had no metric %2 for a day</source>
        <translation>감시 %1이 비어 있음: 하루 동안 서버에 지표 %2 없음</translation>
    </message>
    <message>
        <source>watch %1 is empty: %2 has no label %3 (it has %4)</source>
        <translation>감시 %1이 비어 있음: %2에 라벨 %3 없음 (있는 것: %4)</translation>
    </message>
    <message>
        <source>stored rollups are damaged</source>
        <translation>저장된 요약이 손상됨</translation>
    </message>
    <message>
        <source>no such rollup</source>
        <translation>그런 요약이 없음</translation>
    </message>
    <message>
        <source>a cache cannot be limited to %1 bytes: that is less than one page</source>
        <translation>캐시를 %1바이트로 제한할 수 없음: 한 페이지보다 작음</translation>
    </message>
    <message>
        <source>series of watch %1</source>
        <translation>감시 %1의 시리즈</translation>
    </message>
    <message>
        <source>metadata of watch %1</source>
        <translation>감시 %1의 메타데이터</translation>
    </message>
    <message>
        <source>labels of watch %1</source>
        <translation>감시 %1의 라벨</translation>
    </message>
    <message>
        <source>the proxy refuses the way to %1 (HTTP %2)</source>
        <translation>프록시가 연결을 거부: %1 (HTTP %2)</translation>
    </message>
    <message>
        <source>%1 asks for a client certificate: name cert_file and key_file in tls_config</source>
        <translation>%1: 클라이언트 인증서 필요, tls_config에 cert_file과 key_file을 적으세요</translation>
    </message>
    <message>
        <source>%1 refuses the client certificate %2</source>
        <translation>%1: 클라이언트 인증서 거부: %2</translation>
    </message>
    <message>
        <source>%1 reset the connection after the TLS handshake: %2</source>
        <translation>%1: TLS 협상 뒤 연결 재설정됨: %2</translation>
    </message>
    <message>
        <source>does it ask for a client certificate?</source>
        <translation>클라이언트 인증서를 요구하는지 확인</translation>
    </message>
    <message>
        <source>does it refuse the client certificate?</source>
        <translation>클라이언트 인증서를 거부하는지 확인</translation>
    </message>
    <message>
        <source>a change has more than %1 stages; the first were read</source>
        <translation>변경 하나의 단계가 %1개를 넘음, 앞의 것만 읽음</translation>
    </message>
    <message>
        <source>only the first %1 rows of an answer were read</source>
        <translation>응답의 앞 %1줄만 읽음</translation>
    </message>
    <message>
        <source>rule %1 of group %2 fails: %3</source>
        <translation>그룹 %2의 규칙 %1 실패: %3</translation>
    </message>
    <message>
        <source>and %1 more rules fail</source>
        <translation>그 밖에 규칙 %1개 실패</translation>
    </message>
    <message>
        <source>%1 may not be written (%2): what is stored is shown, nothing is added</source>
        <translation>쓸 수 없음: %1 (%2): 저장된 것을 보여 주고 더하지는 않음</translation>
    </message>
    <message>
        <source>the cache is read only: %1</source>
        <translation>캐시가 읽기 전용: %1</translation>
    </message>
    <message>
        <source>a series has more than 2 million samples in two hours</source>
        <translation>한 시리즈의 두 시간 샘플이 200만 개를 넘음</translation>
    </message>
    <message>
        <source>%1, %2 and %3 were read back from it; %4 that nothing confirms and %5 that cannot be read were not</source>
        <translation>되읽은 것: %1, %2, %3. 확인되지 않는 %4, 읽을 수 없는 %5 제외</translation>
    </message>
    <message>
        <source>%1, %2 and %3 were read back from it</source>
        <translation>되읽은 것: %1, %2, %3</translation>
    </message>
    <message>
        <source>%1 has [ without an index; write [0], [*], [name=value] or [beginning*]</source>
        <translation>%1의 [에 번호가 없음, [0], [*], [name=value], [beginning*] 중 하나로 쓰세요</translation>
    </message>
    <message>
        <source>%1 has [ without an index; write [0], [*] or [name=value]</source>
        <translation>%1의 [에 번호가 없음, [0], [*], [name=value] 중 하나로 쓰세요</translation>
    </message>
    <message>
        <source>%1 has [ without an index; write [0]</source>
        <translation>%1의 [에 번호가 없음, [0]처럼 쓰세요</translation>
    </message>
    <message>
        <source>%1 goes on behind a text</source>
        <translation>텍스트 뒤로 경로가 이어짐: %1</translation>
    </message>
    <message>
        <source>part() wants a path and which part: part(web_url, -2)</source>
        <translation>part()에는 경로와 몇째 조각인지가 필요함: part(web_url, -2)</translation>
    </message>
    <message>
        <source>%1 is none of %2</source>
        <translation>%2 중 하나가 아님: %1</translation>
    </message>
    <message>
        <source>nothing fits an empty pattern; write e.g. deploy*</source>
        <translation>빈 패턴에 맞는 것은 없음, 예: deploy*</translation>
    </message>
    <message>
        <source>the field %1 of a stage is missing</source>
        <translation>단계의 필드 %1 없음</translation>
    </message>
    <message>
        <source>the parent of a stage is its row</source>
        <translation>단계의 상위는 그 행</translation>
    </message>
    <message>
        <source>older moves the window&apos;s end: params must name it, e.g. {to: &quot;{to_ms}&quot;}</source>
        <translation>older는 창의 끝을 옮김: params에 적어야 함, 예: {to: &quot;{to_ms}&quot;}</translation>
    </message>
    <message>
        <source>a stock mapping stands on no other</source>
        <translation>기본 매핑은 다른 매핑 위에 설 수 없음</translation>
    </message>
    <message>
        <source>entities of apiVersion %1 are not read. Write backstage.io/v1alpha1.</source>
        <translation>apiVersion이 %1인 엔티티는 읽지 않습니다. backstage.io/v1alpha1로 적으세요.</translation>
    </message>
    <message>
        <source>entities of kind %1 are not read; Component, System, Group, User and Resource are</source>
        <translation>%1 종류의 엔티티는 읽지 않습니다. Component, System, Group, User, Resource만 읽습니다</translation>
    </message>
    <message>
        <source>%1 is not an entity reference. Write [kind:][namespace/]name, e.g. component:default/cart.</source>
        <translation>%1은(는) 엔티티 참조가 아닙니다. [kind:][namespace/]name 형식으로 적으세요(예: component:default/cart).</translation>
    </message>
    <message>
        <source>%1 is not an entity&apos;s name. Write at most 63 letters, digits, - _ . with a letter or digit at both ends.</source>
        <translation>%1은(는) 엔티티 이름이 아닙니다. 영문자, 숫자, - _ . 63자 이내로, 양 끝은 영문자나 숫자로 적으세요.</translation>
    </message>
    <message>
        <source>the entity %1 is already at %2</source>
        <translation>엔티티 %1이(가) 이미 %2에 있습니다</translation>
    </message>
    <message>
        <source>a placeholder (%1) is not followed</source>
        <translation>자리 표시자(%1)는 따라가지 않습니다</translation>
    </message>
    <message>
        <source>more than %1 entities; the rest is not read</source>
        <translation>엔티티가 %1개를 넘어 나머지는 읽지 않습니다</translation>
    </message>
    <message>
        <source>more than %1 documents in one file; the rest is not read</source>
        <translation>한 파일의 문서가 %1개를 넘어 나머지는 읽지 않습니다</translation>
    </message>
    <message>
        <source>the owner of %1 is not said. Write spec.owner, e.g. group:default/shop.</source>
        <translation>%1의 담당이 적혀 있지 않습니다. spec.owner를 적으세요(예: group:default/shop).</translation>
    </message>
    <message>
        <source>the owner %1 is not known: no Group or User is among the service files</source>
        <translation>담당 %1을(를) 알 수 없습니다. 서비스 파일에 Group이나 User가 없습니다</translation>
    </message>
    <message>
        <source>the owner %1 is not known.</source>
        <translation>담당 %1을(를) 알 수 없습니다.</translation>
    </message>
    <message>
        <source>%1 depends on %2, which is not among the services.</source>
        <translation>%1이(가) 의존하는 %2은(는) 서비스 목록에 없습니다.</translation>
    </message>
    <message>
        <source>services depend on each other in a circle: %1</source>
        <translation>서비스들이 서로 순환하여 의존합니다: %1</translation>
    </message>
    <message>
        <source>%1 and %2 are two names for one service; it is %3 here</source>
        <translation>%1과(와) %2은(는) 한 서비스의 두 이름이며 여기서는 %3입니다</translation>
    </message>
    <message>
        <source>%1 is the service %2, which is also at %3; they are joined</source>
        <translation>%1은(는) %3에도 있는 서비스 %2입니다. 하나로 합칩니다</translation>
    </message>
    <message>
        <source>%1 answers that nothing changed, but was not asked that (HTTP 304)</source>
        <translation>%1: 묻지 않았는데 변경 없음으로 응답함 (HTTP 304)</translation>
    </message>
    <message>
        <source>%1 asks to wait until %2 (HTTP %3)</source>
        <translation>%1: %2까지 대기 요청 (HTTP %3)</translation>
    </message>
    <message>
        <source>%1 allows no more requests until %2</source>
        <translation>%1: %2까지 더 이상 요청을 허용하지 않음</translation>
    </message>
    <message>
        <source>%1 is used by %2, which is not among the services.</source>
        <translation>%1을(를) 쓰는 %2은(는) 서비스 목록에 없습니다.</translation>
    </message>
    <message>
        <source>the server says: %1</source>
        <translation>서버의 말: %1</translation>
    </message>
    <message>
        <source>who calls whom</source>
        <translation>서비스 호출 관계</translation>
    </message>
    <message>
        <source>a list of services</source>
        <translation>서비스 목록</translation>
    </message>
    <message>
        <source>a call without a caller or a callee</source>
        <translation>호출한 쪽이나 불린 쪽이 없는 호출</translation>
    </message>
    <message>
        <source>no traces within %1: the calls that were seen before are kept</source>
        <translation>%1 동안 트레이스 없음: 전에 본 호출을 유지</translation>
    </message>
    <message>
        <source>no traces within %1</source>
        <translation>%1 동안 트레이스 없음</translation>
    </message>
    <message>
        <source>%1 services are traced</source>
        <translation>서비스 %1개의 트레이스가 있음</translation>
    </message>
    <message>
        <source>the alert %1 is of an instance that is left out</source>
        <translation>제외된 인스턴스의 알림: %1</translation>
    </message>
    <message>
        <source>%1 is a service of its own; it is not taken for another name of %2</source>
        <translation>%1은(는) 따로 있는 서비스이므로 %2의 다른 이름으로 보지 않습니다</translation>
    </message>
    <message>
        <source>%1 is claimed by %2 and by %3; it is taken for %4</source>
        <translation>%1을(를) %2과(와) %3이(가) 함께 자기 이름이라 하여 %4의 것으로 봅니다</translation>
    </message>
    <message>
        <source>%1 stands for a name that stands for it</source>
        <translation>%1이(가) 가리키는 이름이 다시 그것을 가리킵니다</translation>
    </message>
    <message>
        <source>%1 is not among the services.</source>
        <translation>%1은(는) 서비스 목록에 없습니다.</translation>
    </message>
    <message>
        <source>no service says whose it is. Write owner, e.g. owner: shop.</source>
        <translation>담당이 적힌 서비스가 없습니다. owner를 적으세요(예: owner: shop).</translation>
    </message>
    <message>
        <source>the owner of %1 is not said. Write owner, e.g. owner: shop.</source>
        <translation>%1의 담당이 적혀 있지 않습니다. owner를 적으세요(예: owner: shop).</translation>
    </message>
    <message>
        <source>%1 calls nothing and nothing calls it</source>
        <translation>%1은(는) 부르는 것도 불리는 것도 없습니다</translation>
    </message>
    <message>
        <source>%1 is in the traces and not among the services. Name it in a service file, or under services.names.</source>
        <translation>%1은(는) 트레이스에 있으나 서비스 목록에 없습니다. 서비스 파일이나 services.names에 이름을 적으세요.</translation>
    </message>
    <message>
        <source>services call each other in a circle, as traces show: %1</source>
        <translation>트레이스에서 서비스들이 서로 순환하여 호출합니다: %1</translation>
    </message>
    <message>
        <source>%1 has shown no calls since %2; those are kept</source>
        <translation>%1에 %2 이후 호출이 없어 그때 것을 유지합니다</translation>
    </message>
    <message>
        <source>the query is not LogQL: %1</source>
        <translation>질의가 LogQL이 아님: %1</translation>
    </message>
    <message>
        <source>the query lists log lines; a watch counts them, e.g. %1</source>
        <translation>질의가 로그 줄을 나열함, 감시는 줄 수를 셈, 예: %1</translation>
    </message>
    <message>
        <source>%1 is not an http or https address; it is left out</source>
        <translation>http나 https 주소가 아니어서 제외: %1</translation>
    </message>
    <message>
        <source>%1 is not an address, HOST:PORT; it is left out</source>
        <translation>HOST:PORT 주소가 아니어서 제외: %1</translation>
    </message>
    <message>
        <source>%1 is not an address, HOST:PORT</source>
        <translation>HOST:PORT 주소가 아님: %1</translation>
    </message>
    <message>
        <source>a target is an address, HOST:PORT</source>
        <translation>대상은 HOST:PORT 주소</translation>
    </message>
    <message>
        <source>a file may list at most 10,000 targets</source>
        <translation>파일 하나에 대상은 10,000개까지</translation>
    </message>
    <message>
        <source>a file of targets is one document; this is its second</source>
        <translation>대상 파일은 문서 하나, 이것은 둘째</translation>
    </message>
    <message>
        <source>%1 is not a file of targets: they end with .yml, .yaml or .json, and a * stands in the last part only</source>
        <translation>대상 파일이 아님: %1 (.yml, .yaml, .json으로 끝나고 *는 마지막 부분에만)</translation>
    </message>
    <message>
        <source>the file of targets is not usable; those it had before stay</source>
        <translation>대상 파일을 쓸 수 없음, 이전 대상 유지</translation>
    </message>
    <message>
        <source>the file of targets is not usable; it adds none</source>
        <translation>대상 파일을 쓸 수 없음, 추가되는 대상 없음</translation>
    </message>
    <message>
        <source>a name is one line of at most 200 bytes; it is left out</source>
        <translation>이름은 한 줄, 200바이트까지, 제외됨</translation>
    </message>
    <message>
        <source>a feed named %1 is already at %2; this one is left out</source>
        <translation>같은 이름의 피드가 이미 있어 제외: %1 (%2)</translation>
    </message>
    <message>
        <source>only one of url and file_sd_configs</source>
        <translation>url과 file_sd_configs 중 하나만</translation>
    </message>
    <message>
        <source>%1 belongs to file_sd_configs; here the url says it</source>
        <translation>%1: file_sd_configs의 것, 여기서는 url에 적음</translation>
    </message>
    <message>
        <source>the header %1 is under http_headers too</source>
        <translation>헤더가 http_headers에도 있음: %1</translation>
    </message>
    <message>
        <source>a tenant&apos;s name is one line of at most 150 bytes without a slash</source>
        <translation>테넌트 이름은 슬래시 없는 한 줄, 150바이트까지</translation>
    </message>
    <message>
        <source>the tenant %1 is named twice</source>
        <translation>두 번 적힌 테넌트: %1</translation>
    </message>
    <message>
        <source>no tenant is named</source>
        <translation>적힌 테넌트 없음</translation>
    </message>
    <message>
        <source>the target of hashmod is one label; no $1 is filled in</source>
        <translation>hashmod의 대상은 라벨 하나, $1은 채워지지 않음</translation>
    </message>
    <message>
        <source>the action %1 does not read %2</source>
        <translation>동작 %1에서 읽지 않는 키: %2</translation>
    </message>
    <message>
        <source>the action %1 needs a target_label</source>
        <translation>동작 %1에 target_label 필요</translation>
    </message>
    <message>
        <source>the action hashmod needs a modulus</source>
        <translation>동작 hashmod에 modulus 필요</translation>
    </message>
    <message>
        <source>%1 is not a prometheus or loki feed; only those have series.</source>
        <translation>prometheus나 loki 피드가 아님: %1, 시리즈는 그 피드에만 있음.</translation>
    </message>
    <message>
        <source>notified %1, %2 after it fired</source>
        <translation>발생 %2 뒤 %1(으)로 통보됨</translation>
    </message>
    <message>
        <source>held back by silence %1 of %2 until %3</source>
        <translation>%2의 무음 %1(으)로 통보 보류, %3까지</translation>
    </message>
    <message>
        <source>held back by silence %1 of %2</source>
        <translation>%2의 무음 %1(으)로 통보 보류</translation>
    </message>
    <message>
        <source>held back by silence %1 until %2</source>
        <translation>무음 %1(으)로 통보 보류, %2까지</translation>
    </message>
    <message>
        <source>held back by silence %1</source>
        <translation>무음 %1(으)로 통보 보류</translation>
    </message>
    <message>
        <source>inhibited by another alert</source>
        <translation>다른 알림이 억제함</translation>
    </message>
    <message>
        <source>inhibited by %1</source>
        <translation>%1이(가) 억제함</translation>
    </message>
    <message>
        <source>muted by the time interval %1</source>
        <translation>시간대 %1에 따라 통보 안 함</translation>
    </message>
    <message>
        <source>muted in what was sent to %1</source>
        <translation>%1에 보낸 통보에서 제외됨</translation>
    </message>
    <message>
        <source>not fired yet: nobody is told of what is pending</source>
        <translation>아직 발생 전: 대기 중인 알림은 통보하지 않음</translation>
    </message>
    <message>
        <source>not told of yet: its group waits %1</source>
        <translation>아직 통보 전: 그룹 대기 %1</translation>
    </message>
    <message>
        <source>no notification was recorded though the recorder covers this time: none was sent, or it failed</source>
        <translation>이 시간은 기록되어 있으나 통보 기록 없음: 보내지 않았거나 전송 실패</translation>
    </message>
    <message>
        <source>no notification was recorded, but the recorder covers only a part of this time</source>
        <translation>통보 기록 없음, 다만 이 시간의 일부만 기록됨</translation>
    </message>
    <message>
        <source>not known: the recorder does not cover this time</source>
        <translation>알 수 없음: 이 시간의 기록이 없음</translation>
    </message>
    <message>
        <source>not known: no event recorder is configured</source>
        <translation>알 수 없음: 이벤트 기록이 설정되지 않음</translation>
    </message>
    <message>
        <source>its route to %1 was muted by the time interval %2</source>
        <translation>%1(으)로 가는 경로는 시간대 %2에 따라 통보 안 함</translation>
    </message>
    <message>
        <source>its route to %1 was outside of its active times</source>
        <translation>%1(으)로 가는 경로가 활성 시간 밖이었음</translation>
    </message>
    <message>
        <source>its route leads to %1, which is no receiver</source>
        <translation>경로의 수신자 %1이(가) 없음</translation>
    </message>
    <message>
        <source>its route leads to %1, which tells nobody</source>
        <translation>경로의 수신자 %1은(는) 아무에게도 알리지 않음</translation>
    </message>
    <message>
        <source>its route leads to %1, unless the time interval %2 mutes it</source>
        <translation>경로의 수신자: %1 (시간대 %2에는 제외될 수 있음)</translation>
    </message>
    <message>
        <source>its route leads to %1</source>
        <translation>경로의 수신자: %1</translation>
    </message>
    <message>
        <source>a rule inhibits it while %1 fires</source>
        <translation>%1 발생 중에는 규칙에 따라 억제됨</translation>
    </message>
    <message>
        <source>a damaged line was left out, %1</source>
        <translation>손상된 줄 1개 제외: %1</translation>
    </message>
    <message>
        <source>%1 damaged lines were left out, the first %2</source>
        <translation>손상된 줄 %1개 제외, 첫 줄 %2</translation>
    </message>
    <message>
        <source>%1 events of kinds that are not known here were left out, the first %2</source>
        <translation>알 수 없는 종류의 이벤트 %1건 제외, 첫 종류 %2</translation>
    </message>
    <message>
        <source>it is longer than 4 MiB</source>
        <translation>4 MiB보다 김</translation>
    </message>
    <message>
        <source>it names no alert</source>
        <translation>알림이 지정되지 않음</translation>
    </message>
    <message>
        <source>it names no silence</source>
        <translation>무음이 지정되지 않음</translation>
    </message>
    <message>
        <source>it tells of nothing</source>
        <translation>내용이 없음</translation>
    </message>
    <message>
        <source>the Loki API</source>
        <translation>Loki API</translation>
    </message>
    <message>
        <source>the answer is not one of the Loki API</source>
        <translation>Loki API 응답이 아님</translation>
    </message>
    <message>
        <source>%1 asks for a tenant (HTTP 401). Name it under tenants.</source>
        <translation>%1: 테넌트 필요 (HTTP 401). tenants에 적으세요.</translation>
    </message>
    <message>
        <source>%1 series and alerts are left out by metric_relabel_configs.</source>
        <translation>metric_relabel_configs로 제외된 시리즈와 알림 %1건.</translation>
    </message>
    <message>
        <source>%1 series became equal to others by metric_relabel_configs; the first of each stays</source>
        <translation>metric_relabel_configs로 다른 것과 같아진 시리즈 %1개, 각각 첫 번째만 유지</translation>
    </message>
    <message>
        <source>there is no feed of series named %1</source>
        <translation>시리즈를 주는 피드가 없음: %1</translation>
    </message>
    <message>
        <source>the answer is a list of log lines; count them, e.g. %1</source>
        <translation>응답이 로그 줄 목록임, 줄 수를 세야 함, 예: %1</translation>
    </message>
    <message>
        <source>it is no file</source>
        <translation>파일이 아님</translation>
    </message>
    <message>
        <source>%1 is compressed and was not read</source>
        <translation>%1은(는) 압축되어 읽지 않음</translation>
    </message>
    <message>
        <source>an event of %1 has no usable fingerprint</source>
        <translation>%1의 이벤트에 쓸 수 있는 지문이 없음</translation>
    </message>
    <message>
        <source>%1 is no fingerprint: 16 hexadecimal digits</source>
        <translation>%1은(는) 지문이 아님: 16진수 16자리</translation>
    </message>
    <message>
        <source>Grafana&apos;s alert state history</source>
        <translation>Grafana 알림 상태 이력</translation>
    </message>
    <message>
        <source>the Grafana API</source>
        <translation>Grafana API</translation>
    </message>
    <message>
        <source>the answer is not a data frame of Grafana&apos;s state history</source>
        <translation>응답이 Grafana 상태 이력의 데이터 프레임이 아님</translation>
    </message>
    <message>
        <source>the answer is not a list of Grafana&apos;s annotations</source>
        <translation>응답이 Grafana 주석 목록이 아님</translation>
    </message>
    <message>
        <source>a state is unknown or a field is missing</source>
        <translation>알 수 없는 상태이거나 필드 누락</translation>
    </message>
    <message>
        <source>more than %1 changes of state; older ones were not read</source>
        <translation>상태 변화 %1건 초과; 더 오래된 것은 읽지 않음</translation>
    </message>
    <message>
        <source>health</source>
        <translation>상태 확인</translation>
    </message>
    <message>
        <source>no kube-state-metrics here: rollouts and scaling are not inferred</source>
        <translation>kube-state-metrics가 없음: 롤아웃과 스케일링을 추론하지 않음</translation>
    </message>
    <message>
        <source>no build metrics here: changes of versions are not inferred</source>
        <translation>빌드 메트릭이 없음: 버전 변경을 추론하지 않음</translation>
    </message>
    <message>
        <source>a dead man&apos;s switch named %1 is already at %2</source>
        <translation>같은 이름의 데드맨 스위치가 이미 있음: %1 (%2)</translation>
    </message>
    <message>
        <source>at least one condition is needed, e.g. %1</source>
        <translation>조건이 하나 이상 필요함, 예: %1</translation>
    </message>
    <message>
        <source>this would leave out everything.</source>
        <translation>이대로면 모두 제외됨.</translation>
    </message>
    <message>
        <source>%1 is no span of %2</source>
        <translation>%2 구간이 아님: %1</translation>
    </message>
    <message>
        <source>%1 is no span of a day.</source>
        <translation>하루 안의 구간이 아님: %1.</translation>
    </message>
    <message>
        <source>One over midnight is written as two: to &quot;24:00&quot; and from &quot;00:00&quot;.</source>
        <translation>자정을 넘는 구간은 둘로 나누어 씀: &quot;24:00&quot;까지, &quot;00:00&quot;부터.</translation>
    </message>
    <message>
        <source>%1 is the zone of Alertmanager&apos;s own machine, which is not known here</source>
        <translation>%1은(는) Alertmanager가 실행되는 컴퓨터의 시간대라 여기서는 알 수 없음</translation>
    </message>
    <message>
        <source>%1 is not a zone that this machine knows</source>
        <translation>이 컴퓨터가 모르는 시간대: %1</translation>
    </message>
    <message>
        <source>%1 is no list of matchers: %2</source>
        <translation>매처 목록이 아님: %1: %2</translation>
    </message>
    <message>
        <source>expected name=value, name!=value, name=~regex or name!~regex</source>
        <translation>올 것: name=value, name!=value, name=~regex 또는 name!~regex</translation>
    </message>
    <message>
        <source>a quote does not close, or something follows it</source>
        <translation>따옴표가 닫히지 않았거나 뒤에 무엇이 더 있음</translation>
    </message>
    <message>
        <source>the root route names no receiver</source>
        <translation>최상위 경로에 수신자가 없음</translation>
    </message>
    <message>
        <source>this route never matches: the one in line %1 takes all of it and does not continue</source>
        <translation>이 경로는 일치할 수 없음: %1행의 경로가 모두 가져가고 continue가 없음</translation>
    </message>
    <message>
        <source>a receiver named %1 is already there</source>
        <translation>같은 이름의 수신자가 이미 있음: %1</translation>
    </message>
    <message>
        <source>the receiver %1 has no integration: it tells nobody</source>
        <translation>수신자 %1에 연동이 없음: 아무에게도 알리지 않음</translation>
    </message>
    <message>
        <source>there is no receiver named %1</source>
        <translation>없는 수신자: %1</translation>
    </message>
    <message>
        <source>there is no time interval named %1</source>
        <translation>없는 시간 구간: %1</translation>
    </message>
    <message>
        <source>an empty file where Alertmanager&apos;s configuration is expected</source>
        <translation>Alertmanager 설정이 있어야 할 파일이 비어 있음</translation>
    </message>
    <message>
        <source>a rule is an alert or a record, not both</source>
        <translation>규칙은 alert와 record 중 하나여야 함</translation>
    </message>
    <message>
        <source>a rule names an alert or a record</source>
        <translation>규칙에는 alert 또는 record가 있어야 함</translation>
    </message>
    <message>
        <source>the alert %1 has no label &quot;severity&quot;</source>
        <translation>알림 %1에 &quot;severity&quot; 레이블이 없음</translation>
    </message>
    <message>
        <source>the group %1 is in this file twice</source>
        <translation>이 파일에 그룹이 두 번 있음: %1</translation>
    </message>
    <message>
        <source>%1 of %2 alerting rules name no runbook (annotation runbook_url)</source>
        <translation>알림 규칙 %2개 중 %1개에 런북이 없음 (주석 runbook_url)</translation>
    </message>
    <message>
        <source>%1 is not a feed that tells of alerts.</source>
        <translation>알림을 주는 피드가 아님: %1.</translation>
    </message>
    <message>
        <source>this SQLite has no full text search</source>
        <translation>이 SQLite에는 전문 검색이 없습니다</translation>
    </message>
    <message>
        <source>too many facts begin at one moment</source>
        <translation>한 순간에 시작하는 사실이 너무 많습니다</translation>
    </message>
    <message>
        <source>notifications %1</source>
        <translation>통보 %1</translation>
    </message>
    <message>
        <source>Grafana&apos;s alerts</source>
        <translation>Grafana 알림</translation>
    </message>
    <message>
        <source>the answer is not a list of Grafana&apos;s alerts</source>
        <translation>응답이 Grafana 알림 목록이 아님</translation>
    </message>
    <message>
        <source>labels, start or rule are missing</source>
        <translation>레이블, 시작 시각 또는 규칙이 없음</translation>
    </message>
    <message>
        <source>alerts that fire since before the history that was read are not known: %1</source>
        <translation>읽은 이력보다 먼저 발화해 이어지는 알림은 알 수 없음: %1</translation>
    </message>
    <message>
        <source>alerts that fire</source>
        <translation>발화 중인 알림</translation>
    </message>
    <message>
        <source>the range holds more than the %1 alerts that are judged at once: ask for a shorter one</source>
        <translation>이 범위에는 한 번에 판단하는 알림 %1개보다 많은 알림이 있습니다: 더 짧은 범위를 물으세요</translation>
    </message>
</context>
<context>
    <name>vedette::EventWords</name>
    <message>
        <source>alert</source>
        <translation>알림</translation>
    </message>
    <message>
        <source>change</source>
        <translation>변경</translation>
    </message>
    <message>
        <source>silence</source>
        <translation>무음</translation>
    </message>
    <message>
        <source>feed outage</source>
        <translation>피드 중단</translation>
    </message>
    <message>
        <source>note</source>
        <translation>메모</translation>
    </message>
    <message>
        <source>firing</source>
        <translation>발생 중</translation>
    </message>
    <message>
        <source>pending</source>
        <translation>대기</translation>
    </message>
    <message>
        <source>resolved</source>
        <translation>해소</translation>
    </message>
    <message>
        <source>end unknown</source>
        <translation>종료 불명</translation>
    </message>
    <message>
        <source>silenced</source>
        <translation>무음</translation>
    </message>
    <message>
        <source>running</source>
        <translation>진행 중</translation>
    </message>
    <message>
        <source>done</source>
        <translation>완료</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>실패</translation>
    </message>
    <message>
        <source>aborted</source>
        <translation>중단</translation>
    </message>
    <message>
        <source>rolled back</source>
        <translation>롤백됨</translation>
    </message>
    <message>
        <source>active</source>
        <translation>적용 중</translation>
    </message>
    <message>
        <source>expired</source>
        <translation>만료</translation>
    </message>
    <message>
        <source>goes on</source>
        <translation>계속 중</translation>
    </message>
    <message>
        <source>kept on top</source>
        <translation>맨 위에 고정</translation>
    </message>
    <message>
        <source>suspect %1</source>
        <translation>의심 %1</translation>
    </message>
    <message>
        <source>first critical</source>
        <translation>첫 치명</translation>
    </message>
    <message>
        <source>%1 late</source>
        <translation>수신 지연 +%1</translation>
    </message>
    <message>
        <source>left out of sums</source>
        <translation>집계에서 제외</translation>
    </message>
</context>
<context>
    <name>vedette::EventsFacets</name>
    <message>
        <source>Kind</source>
        <translation>종류</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>심각도</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>서비스</translation>
    </message>
    <message>
        <source>State</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>출처</translation>
    </message>
    <message>
        <source>Facets</source>
        <translation>조건</translation>
    </message>
    <message>
        <source>(none)</source>
        <translation>(없음)</translation>
    </message>
    <message numerus="yes">
        <source>%n more…</source>
        <translation>
            <numerusform>다른 %n개…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vedette::EventsFilter</name>
    <message>
        <source>Filter %1, remove</source>
        <translation>필터 %1 제거</translation>
    </message>
    <message>
        <source>search names, labels, notes; service=checkout</source>
        <translation>이름·라벨·메모 검색, 예: service=checkout</translation>
    </message>
    <message>
        <source>Search events</source>
        <translation>이벤트 검색</translation>
    </message>
</context>
<context>
    <name>vedette::EventsHistogram</name>
    <message>
        <source>Events over time</source>
        <translation>시간별 이벤트</translation>
    </message>
    <message>
        <source>rows on screen below</source>
        <translation>아래 표에 보이는 구간</translation>
    </message>
    <message>
        <source>one bar %1 · most %2</source>
        <translation>한 칸 %1 · 최대 %2건</translation>
    </message>
    <message>
        <source>alerts</source>
        <translation>알림</translation>
    </message>
    <message>
        <source>changes</source>
        <translation>변경</translation>
    </message>
    <message>
        <source>silences</source>
        <translation>무음</translation>
    </message>
    <message>
        <source>feed outages</source>
        <translation>피드 중단</translation>
    </message>
</context>
<context>
    <name>vedette::EventsPage</name>
    <message>
        <source>%1 of %2</source>
        <translation>%2건 중 %1건</translation>
    </message>
    <message>
        <source>%1 of %2 · %3 ms</source>
        <translation>전체 %2건 중 %1건 · %3 ms</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>알림</translation>
    </message>
    <message>
        <source>Deployments</source>
        <translation>배포</translation>
    </message>
    <message>
        <source>Rollbacks</source>
        <translation>롤백</translation>
    </message>
    <message>
        <source>Other changes</source>
        <translation>기타 변경</translation>
    </message>
    <message>
        <source>Silences</source>
        <translation>무음</translation>
    </message>
    <message>
        <source>Feed outages</source>
        <translation>피드 중단</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>메모</translation>
    </message>
    <message>
        <source>Nothing counted</source>
        <translation>집계 없음</translation>
    </message>
    <message>
        <source>Export  Ctrl+E</source>
        <translation>내보내기  Ctrl+E</translation>
    </message>
    <message>
        <source>Export the rows shown as CSV</source>
        <translation>보이는 행을 CSV로 내보내기</translation>
    </message>
    <message>
        <source>Open the facets</source>
        <translation>조건 열기</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>필터 지우기</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>이벤트</translation>
    </message>
    <message>
        <source>Show the chosen event on the timeline</source>
        <translation>선택한 이벤트를 타임라인에서 보기</translation>
    </message>
    <message>
        <source>Fold or open the facets</source>
        <translation>조건 접기·펴기</translation>
    </message>
    <message>
        <source>Clear the filter of events</source>
        <translation>이벤트 필터 지우기</translation>
    </message>
    <message>
        <source>No event matches</source>
        <translation>맞는 이벤트가 없습니다</translation>
    </message>
    <message>
        <source>%1 events of this range are behind the filter.</source>
        <translation>이 구간의 이벤트 %1건이 필터에 가려져 있습니다.</translation>
    </message>
    <message>
        <source>No feed is connected</source>
        <translation>연결된 피드가 없습니다</translation>
    </message>
    <message>
        <source>Name a server in the configuration and its alerts and changes appear here.</source>
        <translation>설정에 서버를 적으면 알림과 변경이 여기에 나타납니다.</translation>
    </message>
    <message>
        <source>Nothing happened in this range</source>
        <translation>이 구간에는 아무 일도 없었습니다</translation>
    </message>
    <message>
        <source>No alert, change, silence or outage is recorded for it.</source>
        <translation>기록된 알림, 변경, 무음, 중단이 없습니다.</translation>
    </message>
    <message>
        <source>Export events</source>
        <translation>이벤트 내보내기</translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation>CSV 파일 (*.csv)</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>내보내기</translation>
    </message>
    <message numerus="yes">
        <source>%n rows written</source>
        <translation>
            <numerusform>%n행을 썼습니다</numerusform>
        </translation>
    </message>
    <message>
        <source>The file could not be written: %1</source>
        <translation>파일을 쓸 수 없습니다: %1</translation>
    </message>
    <message>
        <source>Pending</source>
        <translation>대기</translation>
    </message>
    <message>
        <source>Show it on the timeline</source>
        <translation>타임라인에서 보기</translation>
    </message>
    <message>
        <source>Open the chosen event on the timeline</source>
        <translation>선택한 이벤트를 타임라인에서 열기</translation>
    </message>
    <message>
        <source>Row below</source>
        <translation>아래 행</translation>
    </message>
    <message>
        <source>Row above</source>
        <translation>위 행</translation>
    </message>
    <message>
        <source>newest %1 of %2 listed</source>
        <translation>%2개 중 최신 %1개 표시</translation>
    </message>
    <message>
        <source>newest %1 of %2 listed · %3 ms</source>
        <translation>%2개 중 최신 %1개 표시 · %3 ms</translation>
    </message>
    <message>
        <source>newest %1 listed · counted as known today: %2</source>
        <translation>최신 %1개 표시 · 오늘 아는 기준 집계: %2</translation>
    </message>
</context>
<context>
    <name>vedette::EventsTable</name>
    <message>
        <source>Time</source>
        <translation>시각</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>종류</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>서비스</translation>
    </message>
    <message>
        <source>What</source>
        <translation>내용</translation>
    </message>
    <message>
        <source>State</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>길이</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>비고</translation>
    </message>
    <message>
        <source>over</source>
        <translation>종료</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>이벤트</translation>
    </message>
</context>
<context>
    <name>vedette::Evidence</name>
    <message>
        <source>Went live at %1, as the first alert began.</source>
        <translation>%1 반영, 첫 알림과 동시.</translation>
    </message>
    <message>
        <source>Went live at %1, %2 before the first alert.</source>
        <translation>%1 반영, 첫 알림 %2 전.</translation>
    </message>
    <message>
        <source>Change and first alert are both of %1.</source>
        <translation>변경과 첫 알림이 같은 서비스: %1.</translation>
    </message>
    <message>
        <source>No path from %1 to %2 in the dependency list.</source>
        <translation>의존 목록에 %1 → %2 경로 없음.</translation>
    </message>
    <message>
        <source>It is a change of this kind: %1.</source>
        <translation>변경 종류: %1.</translation>
    </message>
    <message>
        <source>It ended as: %1.</source>
        <translation>변경 결과: %1.</translation>
    </message>
    <message>
        <source>The alert ended at %1 and the change is still live.</source>
        <translation>%1 알림 해소, 변경은 그대로.</translation>
    </message>
    <message>
        <source>Rolled back at %1, the alert has not ended %2 later.</source>
        <translation>%1 롤백, %2 지나도 알림 계속.</translation>
    </message>
    <message>
        <source>Rolled back at %1, the alert ended %2 later.</source>
        <translation>%1 롤백, %2 뒤 알림 해소.</translation>
    </message>
    <message>
        <source>A later change of %1 went live before the alert.</source>
        <translation>알림 전에 %1의 더 나중 변경이 반영됨.</translation>
    </message>
    <message>
        <source>No change went live in the 8 hours before the alert.</source>
        <translation>알림 전 8시간 동안 반영된 변경 없음.</translation>
    </message>
    <message>
        <source>%1 of the %2 services that alert are within its reach.</source>
        <translation>알림 난 서비스 %2개 중 %1개가 영향 범위 안.</translation>
    </message>
    <message>
        <source>%1 calls %2 directly: more load at most.</source>
        <translation>%1 → %2 직접 호출: 부하 증가 정도의 영향.</translation>
    </message>
    <message numerus="yes">
        <source>%1 calls %2 over %n hops: more load at most.</source>
        <translation>
            <numerusform>%1 → %2 %n단계 호출: 부하 증가 정도의 영향.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 calls %2 directly.</source>
        <translation>%1 → %2 직접 호출.</translation>
    </message>
    <message numerus="yes">
        <source>%1 calls %2 over %n hops.</source>
        <translation>
            <numerusform>%1 → %2 %n단계 호출.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 and %2 only share a service that both call.</source>
        <translation>%1, %2: 같은 서비스를 호출할 뿐 서로는 무관.</translation>
    </message>
    <message>
        <source>%1 alerted together with %2 in %3 % of its past cases.</source>
        <translation>%1 알림의 과거 %3 %에서 %2 알림도 함께 남.</translation>
    </message>
    <message>
        <source>None of the %1 changes of the 8 hours before has a path to %2 in the dependency list.</source>
        <translation>직전 8시간 변경 %1건 모두 의존 목록에 %2 경로 없음.</translation>
    </message>
    <message>
        <source>The dependency list does not say how %1 stands to %2.</source>
        <translation>의존 목록에 %1, %2의 관계가 없음.</translation>
    </message>
    <message>
        <source>Flaps: three or more times within the three hours before.</source>
        <translation>반복 발생: 직전 3시간에 3번 이상.</translation>
    </message>
    <message>
        <source>%1 already alerted before the change went live.</source>
        <translation>변경 반영 전부터 %1 알림 있음.</translation>
    </message>
    <message>
        <source>Comes hourly at minute %1 ±%2 min: %3 of the last %4 times.</source>
        <translation>매시 %1분 ±%2분 발생: 최근 %4번 중 %3번.</translation>
    </message>
    <message>
        <source>Comes daily at %1 ±%2 min: %3 of the last %4 times.</source>
        <translation>매일 %1 ±%2분 발생: 최근 %4번 중 %3번.</translation>
    </message>
    <message>
        <source>Comes weekly at %1 ±%2 min: %3 of the last %4 times.</source>
        <translation>매주 %1 ±%2분 발생: 최근 %4번 중 %3번.</translation>
    </message>
    <message>
        <source>Comes monthly at %1 ±%2 min: %3 of the last %4 times.</source>
        <translation>매월 %1 ±%2분 발생: 최근 %4번 중 %3번.</translation>
    </message>
    <message>
        <source>What %1 alerts about held already since %2, %3 before it went live.</source>
        <translation>%1의 알림 조건은 %2부터 이미 성립: 반영 %3 전.</translation>
    </message>
    <message>
        <source>No watched metric of %1 has become abnormal since it went live.</source>
        <translation>반영 후 %1의 감시 지표 중 이상해진 것 없음.</translation>
    </message>
    <message>
        <source>%1 of %2 was abnormal since %3, before it went live.</source>
        <translation>%2의 %1: 반영 전인 %3부터 이상.</translation>
    </message>
    <message>
        <source>%1 of %2 became abnormal at %3, as it went live.</source>
        <translation>%2의 %1: 반영 시점인 %3에 이상 시작.</translation>
    </message>
    <message>
        <source>Errors of %1 rose from %2 to %3 of its requests as it went live, and stayed.</source>
        <translation>반영과 함께 %1의 오류 비율이 %2에서 %3로 증가, 이후 유지.</translation>
    </message>
    <message>
        <source>By chance alone a change this near goes live this close before in %1 of 100 moments like this.</source>
        <translation>이만큼 가까운 변경이 이만큼 직전에 우연히 반영될 확률: 이런 순간 100번 중 %1번.</translation>
    </message>
    <message>
        <source>It went live in %1, the alert is of %2.</source>
        <translation>%1에 반영, 알림은 %2에서 발생.</translation>
    </message>
    <message>
        <source>The one change of the 8 hours before has no path to %1 in the dependency list.</source>
        <translation>직전 8시간의 유일한 변경은 의존 목록에 %1 경로 없음.</translation>
    </message>
    <message>
        <source>%1 of %2 did not come in the %3 before.</source>
        <translation>%2의 %1: 직전 %3간 없었음.</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 came %n times in the %3 before.</source>
        <translation>
            <numerusform>%2의 %1: 직전 %3간 %n번.</numerusform>
        </translation>
    </message>
    <message>
        <source>day</source>
        <translation>하루</translation>
    </message>
</context>
<context>
    <name>vedette::FarPart</name>
    <message>
        <source>from %1, step %2</source>
        <translation>%1에서 읽음, 간격 %2</translation>
    </message>
    <message>
        <source>%1 holds nothing either</source>
        <translation>%1에도 없음</translation>
    </message>
    <message>
        <source>being read from %1</source>
        <translation>%1에서 읽는 중</translation>
    </message>
    <message>
        <source>%1 is not asked now</source>
        <translation>지금은 %1에 묻지 않음</translation>
    </message>
    <message>
        <source>not read from %1: %2</source>
        <translation>%1에서 읽지 못함: %2</translation>
    </message>
    <message>
        <source>again at %1</source>
        <translation>%1에 다시</translation>
    </message>
    <message>
        <source>what is older is not kept here</source>
        <translation>더 오래된 값은 여기에 없음</translation>
    </message>
    <message>
        <source>own samples</source>
        <translation>자체 샘플</translation>
    </message>
</context>
<context>
    <name>vedette::FeedChip</name>
    <message>
        <source>no answer for %1</source>
        <translation>%1째 응답 없음</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>응답 없음</translation>
    </message>
    <message>
        <source>stale, %1</source>
        <translation>%1째 갱신 없음</translation>
    </message>
</context>
<context>
    <name>vedette::FeedsCache</name>
    <message>
        <source>Samples, compressed</source>
        <translation>샘플(압축)</translation>
    </message>
    <message>
        <source>Text search</source>
        <translation>본문 검색</translation>
    </message>
    <message>
        <source>Series and labels</source>
        <translation>시리즈·라벨</translation>
    </message>
    <message>
        <source>Alerts and changes</source>
        <translation>알림·변경</translation>
    </message>
    <message>
        <source>Polls and errors</source>
        <translation>수집·오류</translation>
    </message>
    <message>
        <source>Free pages, used again</source>
        <translation>빈 페이지(재사용)</translation>
    </message>
    <message>
        <source>Cache</source>
        <translation>캐시</translation>
    </message>
    <message>
        <source>of %1</source>
        <translation>/ %1</translation>
    </message>
    <message>
        <source>bytes a sample</source>
        <translation>바이트/샘플</translation>
    </message>
    <message>
        <source>Other tables</source>
        <translation>기타 테이블</translation>
    </message>
    <message>
        <source>read only: %1</source>
        <translation>읽기 전용: %1</translation>
    </message>
    <message>
        <source>Error budgets</source>
        <translation>오류 예산</translation>
    </message>
    <message>
        <source>Expected ranges</source>
        <translation>기대 범위</translation>
    </message>
</context>
<context>
    <name>vedette::FeedsConfig</name>
    <message>
        <source>Read again</source>
        <translation>다시 읽기</translation>
    </message>
    <message>
        <source>Read the configuration files again</source>
        <translation>설정 파일 다시 읽기</translation>
    </message>
    <message>
        <source>Configuration</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>running</source>
        <translation>적용 중</translation>
    </message>
    <message>
        <source>version %1</source>
        <translation>버전 %1</translation>
    </message>
    <message>
        <source>of %1</source>
        <translation>%1</translation>
    </message>
    <message>
        <source>the files are newer, not valid, not used</source>
        <translation>새 파일은 오류가 있어 쓰지 않음</translation>
    </message>
    <message>
        <source>No finding.</source>
        <translation>문제 없음.</translation>
    </message>
</context>
<context>
    <name>vedette::FeedsCoverage</name>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>Coverage by day</source>
        <translation>날짜별 수집 현황</translation>
    </message>
    <message>
        <source>Stop fetching older days</source>
        <translation>지난 날짜 백필 중지</translation>
    </message>
    <message>
        <source>Coverage</source>
        <translation>수집 현황</translation>
    </message>
    <message numerus="yes">
        <source>%n days</source>
        <translation>
            <numerusform>%n일</numerusform>
        </translation>
    </message>
    <message>
        <source>backfill %1 %</source>
        <translation>백필 %1 %</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>%1 남음</translation>
    </message>
    <message>
        <source>Nothing fetched yet.</source>
        <translation>아직 받은 것이 없습니다.</translation>
    </message>
    <message>
        <source>here</source>
        <translation>있음</translation>
    </message>
    <message>
        <source>being fetched</source>
        <translation>받는 중</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>대기</translation>
    </message>
    <message>
        <source>gap, not held anywhere</source>
        <translation>공백(어디에도 없음)</translation>
    </message>
</context>
<context>
    <name>vedette::FeedsOutages</name>
    <message>
        <source>Feeds in trouble: %1</source>
        <translation>문제 있는 피드: %1</translation>
    </message>
</context>
<context>
    <name>vedette::FeedsPage</name>
    <message>
        <source>Feeds</source>
        <translation>피드</translation>
    </message>
    <message>
        <source>Test the chosen feed</source>
        <translation>선택한 피드 시험</translation>
    </message>
    <message>
        <source>Poll the chosen feed now</source>
        <translation>선택한 피드 지금 수집</translation>
    </message>
    <message>
        <source>Pause the chosen feed, or go on</source>
        <translation>선택한 피드 일시정지·재개</translation>
    </message>
    <message>
        <source>Stop fetching older days</source>
        <translation>지난 날짜 백필 중지</translation>
    </message>
    <message>
        <source>Read the configuration files again</source>
        <translation>설정 파일 다시 읽기</translation>
    </message>
    <message>
        <source>No feed is connected</source>
        <translation>연결된 피드가 없습니다</translation>
    </message>
    <message>
        <source>Name a Prometheus server, an Alertmanager or a change feed in the configuration (%1); it is read again as soon as it is saved. Or start a made-up fleet: vedette demo.</source>
        <translation>설정 파일(%1)에 Prometheus 서버, Alertmanager, 변경 피드 중 하나를 적으세요. 저장하면 바로 다시 읽습니다. 예제 환경은 vedette demo로 시작합니다.</translation>
    </message>
    <message>
        <source>Feed in detail</source>
        <translation>피드 상세</translation>
    </message>
</context>
<context>
    <name>vedette::FeedsSide</name>
    <message>
        <source>Test  Ctrl+T</source>
        <translation>시험  Ctrl+T</translation>
    </message>
    <message>
        <source>Poll now  R</source>
        <translation>지금 수집  R</translation>
    </message>
    <message>
        <source>Go on  Space</source>
        <translation>재개  Space</translation>
    </message>
    <message>
        <source>Pause  Space</source>
        <translation>멈춤  Space</translation>
    </message>
    <message>
        <source>Feed %1, %2</source>
        <translation>피드 %1, %2</translation>
    </message>
    <message>
        <source>testing…</source>
        <translation>시험 중…</translation>
    </message>
    <message>
        <source>failing for %1</source>
        <translation>%1째 실패</translation>
    </message>
    <message>
        <source>last success %1 %2</source>
        <translation>마지막 성공 %1 %2</translation>
    </message>
    <message numerus="yes">
        <source>Last %n polls</source>
        <translation>
            <numerusform>최근 수집 %n회</numerusform>
        </translation>
    </message>
    <message>
        <source>up: answer time · down: failed</source>
        <translation>위: 응답 시간 · 아래: 실패</translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>실패 %n</numerusform>
        </translation>
    </message>
    <message>
        <source>Set by</source>
        <translation>설정 위치</translation>
    </message>
    <message>
        <source>url</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>entry</source>
        <translation>항목</translation>
    </message>
    <message>
        <source>interval</source>
        <translation>주기</translation>
    </message>
    <message>
        <source>cluster</source>
        <translation>클러스터</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>기록</translation>
    </message>
    <message numerus="yes">
        <source>%n records</source>
        <translation>
            <numerusform>레코드 %n건</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more alike</source>
        <translation>
            <numerusform>같은 기록 %n건 더</numerusform>
        </translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>인증서</translation>
    </message>
    <message>
        <source>for</source>
        <translation>대상</translation>
    </message>
    <message>
        <source>issued by</source>
        <translation>발급</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>%1 남음</translation>
    </message>
    <message>
        <source>expired %1 ago</source>
        <translation>%1 전 만료</translation>
    </message>
    <message>
        <source>valid until</source>
        <translation>유효 기한</translation>
    </message>
    <message>
        <source>also named</source>
        <translation>다른 이름</translation>
    </message>
    <message>
        <source>read so far</source>
        <translation>지금까지</translation>
    </message>
    <message>
        <source>%1 requests · %2 errors</source>
        <translation>요청 %1 · 오류 %2</translation>
    </message>
</context>
<context>
    <name>vedette::FeedsTable</name>
    <message>
        <source>set by</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>backfill %1 %</source>
        <translation>백필 %1 %</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>%1 전</translation>
    </message>
    <message>
        <source>in %1</source>
        <translation>%1 뒤</translation>
    </message>
    <message>
        <source>now</source>
        <translation>지금</translation>
    </message>
    <message>
        <source>JSON, mapped</source>
        <translation>JSON 매핑</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>수동</translation>
    </message>
    <message>
        <source>Feeds</source>
        <translation>피드</translation>
    </message>
    <message>
        <source>answered %1 of %2 requests</source>
        <translation>요청 %2건 중 %1건 응답</translation>
    </message>
    <message>
        <source>feed</source>
        <translation>피드</translation>
    </message>
    <message>
        <source>kind</source>
        <translation>종류</translation>
    </message>
    <message>
        <source>state</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>last success</source>
        <translation>마지막 성공</translation>
    </message>
    <message>
        <source>latency</source>
        <translation>지연</translation>
    </message>
    <message>
        <source>lag</source>
        <translation>수신 지연</translation>
    </message>
    <message>
        <source>clock skew</source>
        <translation>시계차</translation>
    </message>
    <message>
        <source>records</source>
        <translation>레코드</translation>
    </message>
    <message>
        <source>bytes</source>
        <translation>바이트</translation>
    </message>
    <message>
        <source>errors</source>
        <translation>오류</translation>
    </message>
    <message>
        <source>next poll</source>
        <translation>다음</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1초</translation>
    </message>
    <message>
        <source>certificate %1</source>
        <translation>인증서 %1</translation>
    </message>
    <message>
        <source>expired</source>
        <translation>만료</translation>
    </message>
    <message>
        <source>changes from metrics</source>
        <translation>지표에서 읽은 변경</translation>
    </message>
    <message>
        <source>alert events</source>
        <translation>알림 기록</translation>
    </message>
</context>
<context>
    <name>vedette::FeedsUse</name>
    <message>
        <source>%1 has %2 series, the most that are read, and more were cut: narrow it, or aggregate it with sum by (…)</source>
        <translation>%1의 시리즈는 읽을 수 있는 한도인 %2개이며, 나머지는 잘렸습니다: 범위를 좁히거나 sum by (…)로 집계하세요</translation>
    </message>
    <message numerus="yes">
        <source>%n series are new within a day: a label changes with every start (pod, instance); drop it with metric_relabel_configs, or aggregate it away</source>
        <translation>
            <numerusform>하루 안에 새 시리즈 %n개: 시작할 때마다 바뀌는 레이블(pod, instance)이 있습니다. metric_relabel_configs로 없애거나 집계하세요</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 days of all feeds need about %2, the limit is %3: raise retention.bytes, or lower retention.days</source>
        <translation>모든 피드의 %1일치에 약 %2 필요, 한도는 %3: retention.bytes를 올리거나 retention.days를 낮추세요</translation>
    </message>
    <message>
        <source>its server works %1 a day for these questions: raise poll_interval (now %2)</source>
        <translation>서버가 이 질의에 하루 %1 동안 일합니다: poll_interval을 올리세요 (현재 %2)</translation>
    </message>
    <message>
        <source>%1 makes %2 % of these samples: a longer step than %3 saves most</source>
        <translation>%1이(가) 이 샘플의 %2 %를 차지합니다: 스텝을 %3보다 길게 하면 가장 많이 줄어듭니다</translation>
    </message>
    <message>
        <source>Holds and costs</source>
        <translation>보유량과 비용</translation>
    </message>
    <message>
        <source>a day, by the last hour</source>
        <translation>하루 기준, 최근 1시간으로 추정</translation>
    </message>
    <message>
        <source>series</source>
        <translation>시리즈</translation>
    </message>
    <message>
        <source>%1 · %2 new within a day</source>
        <translation>%1개 · 하루 안에 새로 %2개</translation>
    </message>
    <message>
        <source>samples</source>
        <translation>샘플</translation>
    </message>
    <message>
        <source>%1 a day · %2 of the cache</source>
        <translation>하루 %1 · 캐시 %2</translation>
    </message>
    <message>
        <source>covered</source>
        <translation>보유 범위</translation>
    </message>
    <message>
        <source>asks</source>
        <translation>요청</translation>
    </message>
    <message>
        <source>%1 requests · %2 on the wire</source>
        <translation>요청 %1 · 전송 %2</translation>
    </message>
    <message>
        <source>server</source>
        <translation>서버</translation>
    </message>
    <message>
        <source>answers for %1</source>
        <translation>응답에 %1</translation>
    </message>
    <message>
        <source>%1 of %2 series</source>
        <translation>시리즈 %1 / %2</translation>
    </message>
    <message numerus="yes">
        <source>%n series</source>
        <translation>
            <numerusform>시리즈 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 days are here, the server has no more: lower retention.days, or let the server keep its samples longer</source>
        <translation>%2일 중 %1일만 있고 서버에도 더 없습니다. retention.days를 낮추거나 서버가 표본을 더 오래 보관하게 하십시오</translation>
    </message>
    <message>
        <source>%1 here · a day not measured yet</source>
        <translation>%1 보관 · 하루치는 아직 미측정</translation>
    </message>
    <message>
        <source>%1 of %2 days</source>
        <translation>%2일 중 %1일</translation>
    </message>
</context>
<context>
    <name>vedette::Format</name>
    <message>
        <source>%1 µs</source>
        <translation>%1 µs</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1초</translation>
    </message>
    <message>
        <source>%1 m %2 s</source>
        <translation>%1분 %2초</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1분</translation>
    </message>
    <message>
        <source>%1 h %2 m</source>
        <translation>%1시간 %2분</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1시간</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation>%1일 %2시간</translation>
    </message>
    <message>
        <source>%1 d</source>
        <translation>%1일</translation>
    </message>
    <message>
        <source>critical</source>
        <translation>치명</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>경고</translation>
    </message>
    <message>
        <source>info</source>
        <translation>정보</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>정상</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>알 수 없음</translation>
    </message>
    <message>
        <source>deployment</source>
        <translation>배포</translation>
    </message>
    <message>
        <source>rollback</source>
        <translation>롤백</translation>
    </message>
    <message>
        <source>configuration</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>feature flag</source>
        <translation>기능 플래그</translation>
    </message>
    <message>
        <source>scaling</source>
        <translation>스케일</translation>
    </message>
    <message>
        <source>schema change</source>
        <translation>스키마 변경</translation>
    </message>
    <message>
        <source>maintenance</source>
        <translation>점검</translation>
    </message>
    <message>
        <source>running</source>
        <translation>진행 중</translation>
    </message>
    <message>
        <source>done</source>
        <translation>완료</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>실패</translation>
    </message>
    <message>
        <source>aborted</source>
        <translation>중단</translation>
    </message>
    <message>
        <source>pending</source>
        <translation>대기</translation>
    </message>
    <message>
        <source>firing</source>
        <translation>발생 중</translation>
    </message>
    <message>
        <source>resolved</source>
        <translation>해소</translation>
    </message>
    <message>
        <source>end unknown</source>
        <translation>종료 불명</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>시작 중</translation>
    </message>
    <message>
        <source>partly ok</source>
        <translation>일부 정상</translation>
    </message>
    <message>
        <source>stale</source>
        <translation>오래됨</translation>
    </message>
    <message>
        <source>failing</source>
        <translation>실패</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>일시정지</translation>
    </message>
</context>
<context>
    <name>vedette::GlyphKey</name>
    <message>
        <source>merged, worst kept</source>
        <translation>묶음, 최악 표시</translation>
    </message>
    <message>
        <source>silenced</source>
        <translation>무음</translation>
    </message>
    <message>
        <source>no telemetry</source>
        <translation>수집 없음</translation>
    </message>
    <message>
        <source>comes by the calendar</source>
        <translation>정기 반복</translation>
    </message>
    <message>
        <source>change, rollback</source>
        <translation>변경, 롤백</translation>
    </message>
    <message>
        <source>abnormal metric, note</source>
        <translation>이상 지표, 메모</translation>
    </message>
    <message>
        <source>critical</source>
        <translation>치명</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>경고</translation>
    </message>
    <message>
        <source>info</source>
        <translation>정보</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>정상</translation>
    </message>
    <message>
        <source>not known, stale</source>
        <translation>알 수 없음, 오래됨</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>일시정지</translation>
    </message>
    <message>
        <source>feature flag</source>
        <translation>기능 플래그</translation>
    </message>
    <message>
        <source>configuration</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>scaling</source>
        <translation>스케일</translation>
    </message>
    <message>
        <source>schema change</source>
        <translation>스키마 변경</translation>
    </message>
    <message>
        <source>maintenance</source>
        <translation>점검</translation>
    </message>
    <message>
        <source>pinned lane</source>
        <translation>고정한 레인</translation>
    </message>
    <message>
        <source>What the marks mean</source>
        <translation>표시의 뜻</translation>
    </message>
</context>
<context>
    <name>vedette::IncidentHistogram</name>
    <message>
        <source>%1 per %2</source>
        <translation>%2당 %1</translation>
    </message>
</context>
<context>
    <name>vedette::KeySheet</name>
    <message>
        <source>Filter keys</source>
        <translation>단축키 찾기</translation>
    </message>
</context>
<context>
    <name>vedette::LineChart</name>
    <message>
        <source>Chart</source>
        <translation>차트</translation>
    </message>
    <message>
        <source>Chart of %1</source>
        <translation>%1 차트</translation>
    </message>
    <message>
        <source>limit %1</source>
        <translation>임계 %1</translation>
    </message>
    <message>
        <source>abnormal %1</source>
        <translation>이상 %1</translation>
    </message>
    <message>
        <source>? no data %1</source>
        <translation>? 데이터 없음 %1</translation>
    </message>
    <message>
        <source>value</source>
        <translation>값</translation>
    </message>
    <message>
        <source>no data</source>
        <translation>데이터 없음</translation>
    </message>
    <message>
        <source>expected</source>
        <translation>기대 범위</translation>
    </message>
    <message>
        <source>against expected</source>
        <translation>기대 대비</translation>
    </message>
    <message>
        <source>a week ago</source>
        <translation>1주 전</translation>
    </message>
</context>
<context>
    <name>vedette::MetricsFlags</name>
    <message>
        <source>goes on</source>
        <translation>계속 중</translation>
    </message>
    <message>
        <source>Abnormal metrics, highest score first</source>
        <translation>이상 지표, 점수 높은 순</translation>
    </message>
    <message>
        <source>Abnormal %1</source>
        <translation>이상 %1</translation>
    </message>
    <message>
        <source>high %1</source>
        <translation>높음 %1</translation>
    </message>
    <message>
        <source>medium %1</source>
        <translation>중간 %1</translation>
    </message>
    <message>
        <source>start</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>series</source>
        <translation>시리즈</translation>
    </message>
    <message>
        <source>score</source>
        <translation>점수</translation>
    </message>
    <message>
        <source>service</source>
        <translation>서비스</translation>
    </message>
    <message>
        <source>change</source>
        <translation>차이</translation>
    </message>
    <message>
        <source>length</source>
        <translation>길이</translation>
    </message>
    <message>
        <source>with</source>
        <translation>동시</translation>
    </message>
    <message>
        <source>nearest change</source>
        <translation>가까운 변경</translation>
    </message>
    <message>
        <source>Nothing abnormal in this range</source>
        <translation>이 구간에 이상 없음</translation>
    </message>
    <message numerus="yes">
        <source>%n series watched</source>
        <translation>
            <numerusform>시리즈 %n개 감시 중</numerusform>
        </translation>
    </message>
    <message>
        <source>Not known: not every series is here</source>
        <translation>알 수 없음: 일부 시계열이 없습니다</translation>
    </message>
</context>
<context>
    <name>vedette::MetricsGrid</name>
    <message>
        <source>All watches</source>
        <translation>모든 감시 지표</translation>
    </message>
    <message>
        <source>All watches %1</source>
        <translation>모든 감시 지표 %1</translation>
    </message>
    <message>
        <source>values at %1 · shade = expected</source>
        <translation>값은 %1 기준 · 음영 = 기대 범위</translation>
    </message>
    <message>
        <source>last values · shade = expected</source>
        <translation>마지막 값 · 음영 = 기대 범위</translation>
    </message>
</context>
<context>
    <name>vedette::MetricsMain</name>
    <message>
        <source>last</source>
        <translation>마지막</translation>
    </message>
    <message>
        <source>least</source>
        <translation>최소</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>평균</translation>
    </message>
    <message>
        <source>greatest</source>
        <translation>최대</translation>
    </message>
    <message>
        <source>series</source>
        <translation>시리즈</translation>
    </message>
    <message>
        <source>value</source>
        <translation>값</translation>
    </message>
    <message>
        <source>expected</source>
        <translation>기대 범위</translation>
    </message>
    <message>
        <source>a week ago</source>
        <translation>1주 전</translation>
    </message>
    <message>
        <source>limit</source>
        <translation>임계</translation>
    </message>
    <message>
        <source>Why it is flagged</source>
        <translation>왜 표시했나</translation>
    </message>
    <message>
        <source>score %1</source>
        <translation>점수 %1</translation>
    </message>
    <message>
        <source>No baseline yet</source>
        <translation>아직 기준선 없음</translation>
    </message>
    <message>
        <source>%1 days more of samples are needed before an expected range is drawn.</source>
        <translation>기대 범위를 그리려면 샘플이 %1일 더 필요합니다.</translation>
    </message>
    <message>
        <source>Not judged</source>
        <translation>판단 보류</translation>
    </message>
    <message>
        <source>There are no samples in this range: what is not known is not called normal.</source>
        <translation>이 구간에 샘플이 없습니다. 모르는 것을 정상이라 하지 않습니다.</translation>
    </message>
    <message>
        <source>Nothing flagged</source>
        <translation>이상 없음</translation>
    </message>
    <message>
        <source>A week ago  C</source>
        <translation>1주 전  C</translation>
    </message>
    <message>
        <source>Compare with a week ago</source>
        <translation>1주 전과 비교</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>수치</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>근거</translation>
    </message>
    <message>
        <source>No sample of this range lay far outside of what was expected.</source>
        <translation>이 구간에 기대 범위를 크게 벗어난 표본이 없습니다.</translation>
    </message>
</context>
<context>
    <name>vedette::MetricsPage</name>
    <message>
        <source>Metrics</source>
        <translation>지표</translation>
    </message>
    <message>
        <source>Compare with a week ago</source>
        <translation>1주 전과 비교</translation>
    </message>
    <message>
        <source>Zoom to the abnormal span</source>
        <translation>이상 구간 확대</translation>
    </message>
    <message>
        <source>Next abnormal span</source>
        <translation>다음 이상 구간</translation>
    </message>
    <message>
        <source>Previous abnormal span</source>
        <translation>이전 이상 구간</translation>
    </message>
    <message>
        <source>No metric is watched yet</source>
        <translation>감시 중인 지표가 없습니다</translation>
    </message>
    <message>
        <source>Name queries under watches in the configuration; they are polled, judged and drawn here.</source>
        <translation>설정의 watches에 질의를 적으면 수집하고 판단해 여기에 그립니다.</translation>
    </message>
</context>
<context>
    <name>vedette::MetricsWords</name>
    <message>
        <source>One sample at %1 lay above the expected range.</source>
        <translation>%1 샘플 하나가 기대 범위 위에 있었습니다.</translation>
    </message>
    <message>
        <source>One sample at %1 lay below the expected range.</source>
        <translation>%1 샘플 하나가 기대 범위 아래에 있었습니다.</translation>
    </message>
    <message>
        <source>From %1 on, for %2 so far, it is above the expected range.</source>
        <translation>%1부터 지금까지 %2 동안 기대 범위 위에 있습니다.</translation>
    </message>
    <message>
        <source>From %1 on, for %2 so far, it is below the expected range.</source>
        <translation>%1부터 지금까지 %2 동안 기대 범위 아래에 있습니다.</translation>
    </message>
    <message>
        <source>From %1, for %2, it was above the expected range.</source>
        <translation>%1부터 %2 동안 기대 범위 위에 있었습니다.</translation>
    </message>
    <message>
        <source>From %1, for %2, it was below the expected range.</source>
        <translation>%1부터 %2 동안 기대 범위 아래에 있었습니다.</translation>
    </message>
    <message>
        <source>It did not reach the limit of %1.</source>
        <translation>임계 %1에는 닿지 않았습니다.</translation>
    </message>
    <message>
        <source>It crossed the limit of %1.</source>
        <translation>임계 %1 선을 넘었습니다.</translation>
    </message>
    <message>
        <source>%1 came %2 before it.</source>
        <translation>시작 %2 전 변경: %1.</translation>
    </message>
    <message>
        <source>%1 came %2 after it began.</source>
        <translation>시작 %2 뒤 변경: %1.</translation>
    </message>
    <message>
        <source>No change of %1 is known within six hours before it.</source>
        <translation>직전 6시간 안에 알려진 변경 없음: %1.</translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>외 %n개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other series moved within five minutes: %1.</source>
        <translation>
            <numerusform>5분 안에 함께 움직인 시리즈 %n개: %1.</numerusform>
        </translation>
    </message>
    <message>
        <source>Highest %1, where %2 (%3 to %4) was expected when it began: %5.</source>
        <translation>최대 %1, 시작할 때 기대는 %2 (%3–%4): %5.</translation>
    </message>
    <message>
        <source>Lowest %1, where %2 (%3 to %4) was expected when it began: %5.</source>
        <translation>최소 %1, 시작할 때 기대는 %2 (%3–%4): %5.</translation>
    </message>
</context>
<context>
    <name>vedette::NoteBox</name>
    <message>
        <source>What happened here?</source>
        <translation>여기서 무슨 일이 있었나요?</translation>
    </message>
    <message>
        <source>Enter keeps it as a note in the cache · Esc leaves</source>
        <translation>Enter: 캐시에 메모로 남기기 · Esc: 그만두기</translation>
    </message>
    <message>
        <source>Mark at %1</source>
        <translation>표시 %1</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>표시</translation>
    </message>
</context>
<context>
    <name>vedette::NowPage</name>
    <message>
        <source>Now · timeline</source>
        <translation>현황 · 타임라인</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>현황</translation>
    </message>
    <message>
        <source>%1 without alerts</source>
        <translation>%1 동안 알림 없음</translation>
    </message>
    <message>
        <source>last check %1 ago</source>
        <translation>마지막 확인 %1 전</translation>
    </message>
    <message>
        <source>last alert %1</source>
        <translation>마지막 알림 %1</translation>
    </message>
    <message>
        <source>No watched metric</source>
        <translation>감시 중인 지표 없음</translation>
    </message>
    <message>
        <source>Budget left · %1</source>
        <translation>남은 예산 · %1</translation>
    </message>
    <message>
        <source>No objective is configured</source>
        <translation>설정된 목표 없음</translation>
    </message>
    <message>
        <source>Open the objective</source>
        <translation>목표 열기</translation>
    </message>
    <message>
        <source>Open what is behind the number</source>
        <translation>숫자의 내용 열기</translation>
    </message>
</context>
<context>
    <name>vedette::NumberTile</name>
    <message>
        <source>critical</source>
        <translation>치명</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>경고</translation>
    </message>
    <message>
        <source>recent changes</source>
        <translation>최근 변경</translation>
    </message>
    <message>
        <source>worst burn, 1 h</source>
        <translation>최고 소진율 1시간</translation>
    </message>
    <message>
        <source>least budget</source>
        <translation>최소 남은 예산</translation>
    </message>
    <message>
        <source>abnormal metrics</source>
        <translation>이상 지표</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>아직 알 수 없음</translation>
    </message>
    <message numerus="yes">
        <source>%n suspect</source>
        <translation>
            <numerusform>의심 %n건</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n suspects</source>
        <translation>
            <numerusform>의심 %n건</numerusform>
        </translation>
    </message>
    <message>
        <source>gone in %1</source>
        <translation>%1 뒤 소진</translation>
    </message>
    <message>
        <source>none</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>%1 going on</source>
        <translation>계속 중 %1건</translation>
    </message>
    <message>
        <source>none suspected</source>
        <translation>의심되는 것 없음</translation>
    </message>
    <message>
        <source>%1+ suspects</source>
        <translation>의심 %1건 이상</translation>
    </message>
    <message>
        <source>not all judged</source>
        <translation>일부 미판정</translation>
    </message>
</context>
<context>
    <name>vedette::OpeningNotice</name>
    <message>
        <source>The cache is of an earlier version. A copy of it is kept first.</source>
        <translation>이전 버전의 캐시입니다. 먼저 사본을 남깁니다.</translation>
    </message>
    <message>
        <source>The cache is of an earlier version. Its records are brought up to this one.</source>
        <translation>이전 버전의 캐시입니다. 기록을 이 버전으로 옮기는 중입니다.</translation>
    </message>
    <message>
        <source>The rules by which changes are put together are new. The changes of the cache are put together again.</source>
        <translation>변경을 묶는 규칙이 새로워졌습니다. 캐시의 변경을 다시 묶는 중입니다.</translation>
    </message>
    <message>
        <source>Vedette opens</source>
        <translation>Vedette 여는 중</translation>
    </message>
</context>
<context>
    <name>vedette::PagingWords</name>
    <message>
        <source>first notification</source>
        <translation>첫 통보</translation>
    </message>
    <message>
        <source>new alerts in the group</source>
        <translation>그룹에 새 알림</translation>
    </message>
    <message>
        <source>alerts ended in the group</source>
        <translation>그룹의 알림 종료</translation>
    </message>
    <message>
        <source>all alerts ended</source>
        <translation>모든 알림 종료</translation>
    </message>
    <message>
        <source>repeated</source>
        <translation>반복</translation>
    </message>
    <message>
        <source>reached the notifier</source>
        <translation>알림 서버 도착</translation>
    </message>
    <message>
        <source>grouped</source>
        <translation>그룹 지정</translation>
    </message>
    <message>
        <source>grouped for %1</source>
        <translation>그룹 지정: %1</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>종료</translation>
    </message>
    <message>
        <source>told %1 that it ended</source>
        <translation>%1에 종료 통보</translation>
    </message>
    <message>
        <source>told %1</source>
        <translation>%1에 통보</translation>
    </message>
    <message>
        <source>silenced</source>
        <translation>무음</translation>
    </message>
    <message>
        <source>inhibited</source>
        <translation>억제됨</translation>
    </message>
    <message>
        <source>held back from %1</source>
        <translation>%1에 통보 보류</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>예</translation>
    </message>
    <message>
        <source>held back</source>
        <translation>보류됨</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>아직</translation>
    </message>
    <message>
        <source>no</source>
        <translation>아니요</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>알 수 없음</translation>
    </message>
    <message>
        <source>… %1 more</source>
        <translation>… %1개 더</translation>
    </message>
    <message>
        <source>%1 times, last %2</source>
        <translation>%1회, 마지막 %2</translation>
    </message>
</context>
<context>
    <name>vedette::Rail</name>
    <message>
        <source>Now</source>
        <translation>현황</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>이벤트</translation>
    </message>
    <message>
        <source>SLO</source>
        <translation>SLO</translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation>지표</translation>
    </message>
    <message>
        <source>Feeds</source>
        <translation>피드</translation>
    </message>
</context>
<context>
    <name>vedette::RangeText</name>
    <message>
        <source>“%1” is no time. Try 6h, 14:00-15:30 or 2025-11-20 14:00.</source>
        <translation>시각이 아닙니다: “%1”. 예: 6h, 14:00-15:30, 2025-11-20 14:00</translation>
    </message>
    <message>
        <source>The end is not after the start.</source>
        <translation>끝이 시작보다 뒤여야 합니다.</translation>
    </message>
</context>
<context>
    <name>vedette::SelectionPanel</name>
    <message>
        <source>Nothing selected</source>
        <translation>선택 없음</translation>
    </message>
    <message>
        <source>Click a bar, a change or an incident on the timeline; . and , step through a lane.</source>
        <translation>타임라인에서 막대, 변경, 사건을 누르세요. [.] [,] 키로 레인을 이동합니다.</translation>
    </message>
    <message>
        <source>Incidents in view</source>
        <translation>보이는 사건</translation>
    </message>
    <message>
        <source>over</source>
        <translation>종료</translation>
    </message>
    <message>
        <source>goes on</source>
        <translation>계속 중</translation>
    </message>
    <message>
        <source>worst in view</source>
        <translation>가장 심함</translation>
    </message>
    <message numerus="yes">
        <source>%n alert</source>
        <translation>
            <numerusform>알림 %n건</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n alerts</source>
        <translation>
            <numerusform>알림 %n건</numerusform>
        </translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>라벨</translation>
    </message>
    <message>
        <source>a click filters</source>
        <translation>누르면 필터</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>설명</translation>
    </message>
    <message>
        <source>runbook</source>
        <translation>조치 문서</translation>
    </message>
    <message>
        <source>expression</source>
        <translation>규칙 식</translation>
    </message>
    <message>
        <source>Told by</source>
        <translation>알려 온 곳</translation>
    </message>
    <message>
        <source>feeds</source>
        <translation>피드</translation>
    </message>
    <message>
        <source>seen</source>
        <translation>수신</translation>
    </message>
    <message>
        <source>read back from history</source>
        <translation>이력에서 복원</translation>
    </message>
    <message>
        <source>silenced</source>
        <translation>무음</translation>
    </message>
    <message>
        <source>until %1</source>
        <translation>%1까지</translation>
    </message>
    <message>
        <source>The last 30 days</source>
        <translation>지난 30일</translation>
    </message>
    <message numerus="yes">
        <source>%n time</source>
        <translation>
            <numerusform>%n번</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n times</source>
        <translation>
            <numerusform>%n번</numerusform>
        </translation>
    </message>
    <message>
        <source>before</source>
        <translation>이전</translation>
    </message>
    <message>
        <source>by</source>
        <translation>실행</translation>
    </message>
    <message>
        <source>where</source>
        <translation>환경</translation>
    </message>
    <message>
        <source>pipeline</source>
        <translation>파이프라인</translation>
    </message>
    <message>
        <source>Stages</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>Alerts it may have caused</source>
        <translation>관련 가능성이 있는 알림</translation>
    </message>
    <message>
        <source>None that is known.</source>
        <translation>알려진 것 없음.</translation>
    </message>
    <message>
        <source>Holds back</source>
        <translation>가린 알림</translation>
    </message>
    <message>
        <source>score</source>
        <translation>점수</translation>
    </message>
    <message>
        <source>value</source>
        <translation>값</translation>
    </message>
    <message>
        <source>expected</source>
        <translation>기대 범위</translation>
    </message>
    <message>
        <source>note</source>
        <translation>메모</translation>
    </message>
    <message>
        <source>Which change did it?</source>
        <translation>어느 변경 탓인가?</translation>
    </message>
    <message>
        <source>sums to 100 %</source>
        <translation>합 100 %</translation>
    </message>
    <message numerus="yes">
        <source>%n other change</source>
        <translation>
            <numerusform>다른 변경 %n건</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other changes</source>
        <translation>
            <numerusform>다른 변경 %n건</numerusform>
        </translation>
    </message>
    <message>
        <source>No change is to blame</source>
        <translation>변경 탓이 아님</translation>
    </message>
    <message>
        <source>[ and ] walk the causes on the timeline</source>
        <translation>[ ] 로 타임라인의 원인 이동</translation>
    </message>
    <message>
        <source>revision</source>
        <translation>리비전</translation>
    </message>
    <message>
        <source>Newest incidents</source>
        <translation>가장 최근 사건</translation>
    </message>
    <message>
        <source>Selection</source>
        <translation>선택</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>제외됨</translation>
    </message>
    <message>
        <source>tier %1</source>
        <translation>등급 %1</translation>
    </message>
    <message>
        <source>Who to call</source>
        <translation>연락할 사람</translation>
    </message>
    <message>
        <source>owner</source>
        <translation>담당</translation>
    </message>
    <message>
        <source>not in the catalogue</source>
        <translation>서비스 목록에 없음</translation>
    </message>
    <message>
        <source>not said</source>
        <translation>미기재</translation>
    </message>
    <message>
        <source>team</source>
        <translation>팀</translation>
    </message>
    <message>
        <source>deputy</source>
        <translation>대리</translation>
    </message>
    <message>
        <source>channel</source>
        <translation>채널</translation>
    </message>
    <message>
        <source>people</source>
        <translation>팀원</translation>
    </message>
    <message>
        <source>%1 (traced)</source>
        <translation>%1 (트레이스)</translation>
    </message>
    <message>
        <source>called by</source>
        <translation>부르는 쪽</translation>
    </message>
    <message>
        <source>calls</source>
        <translation>부름</translation>
    </message>
    <message>
        <source>Paged?</source>
        <translation>호출됨?</translation>
    </message>
    <message>
        <source>as configured</source>
        <translation>설정 기준</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>규칙</translation>
    </message>
    <message>
        <source>holds for</source>
        <translation>지속 조건</translation>
    </message>
    <message>
        <source>kept for</source>
        <translation>유지 시간</translation>
    </message>
    <message>
        <source>stands in</source>
        <translation>정의 위치</translation>
    </message>
    <message>
        <source>Not known: not every group of alerts after it is judged.</source>
        <translation>알 수 없음: 이후 알림 그룹이 모두 판정되지는 않았습니다.</translation>
    </message>
    <message>
        <source>There may be more: not every group of alerts after it is judged.</source>
        <translation>더 있을 수 있음: 이후 알림 그룹이 모두 판정되지는 않았습니다.</translation>
    </message>
    <message>
        <source>Very many alerts: not all of this view is judged. Zoom in, or choose one.</source>
        <translation>알림이 매우 많아 이 범위 전부를 판정하지 않았습니다. 확대하거나 하나를 선택하세요.</translation>
    </message>
</context>
<context>
    <name>vedette::Session</name>
    <message>
        <source>Cache</source>
        <translation>캐시</translation>
    </message>
    <message>
        <source>The cache was damaged. It was put aside as %1 and is being filled again.</source>
        <translation>캐시가 손상되어 %1 파일로 옮기고 다시 채우는 중입니다.</translation>
    </message>
    <message>
        <source>Read only: %1</source>
        <translation>읽기 전용: %1</translation>
    </message>
    <message>
        <source>This console does not poll: %1</source>
        <translation>이 콘솔은 수집하지 않습니다: %1</translation>
    </message>
    <message>
        <source>Configuration</source>
        <translation>설정</translation>
    </message>
    <message numerus="yes">
        <source>%n error(s) in the files: version %1 goes on running.</source>
        <translation>
            <numerusform>파일 오류 %n건: 버전 %1 그대로 적용 중.</numerusform>
        </translation>
    </message>
    <message>
        <source>Version %1 is running.</source>
        <translation>버전 %1 적용 중.</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>메모</translation>
    </message>
    <message>
        <source>Not kept: this console is read only.</source>
        <translation>저장 안 됨: 읽기 전용 콘솔입니다.</translation>
    </message>
    <message>
        <source>Note kept.</source>
        <translation>메모 저장됨.</translation>
    </message>
</context>
<context>
    <name>vedette::SloBurnTable</name>
    <message numerus="yes">
        <source>Burn rates of %n windows</source>
        <translation>
            <numerusform>소진율 창 %n개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Burn rate, %n windows</source>
        <translation>
            <numerusform>소진율 창 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>both must be over to fire</source>
        <translation>둘 다 기준을 넘어야 알림</translation>
    </message>
    <message>
        <source>long / short</source>
        <translation>장기 / 단기</translation>
    </message>
    <message>
        <source>long</source>
        <translation>장기</translation>
    </message>
    <message>
        <source>short</source>
        <translation>단기</translation>
    </message>
    <message>
        <source>limit</source>
        <translation>기준</translation>
    </message>
    <message>
        <source>state</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>ticket</source>
        <translation>티켓</translation>
    </message>
    <message>
        <source>page</source>
        <translation>호출</translation>
    </message>
    <message>
        <source>– recovering</source>
        <translation>– 회복 중</translation>
    </message>
    <message>
        <source>– rising</source>
        <translation>– 상승 중</translation>
    </message>
    <message>
        <source>– quiet</source>
        <translation>– 조용</translation>
    </message>
    <message>
        <source>? no data</source>
        <translation>? 데이터 없음</translation>
    </message>
    <message>
        <source>The file of this SLO asks for no alerts.</source>
        <translation>이 SLO 파일에는 알림 설정이 없습니다.</translation>
    </message>
    <message>
        <source>Long over and short under its limit: the burn is falling, nothing fires.</source>
        <translation>장기만 기준 위: 소진이 줄고 있어 알림이 없습니다.</translation>
    </message>
</context>
<context>
    <name>vedette::SloDetail</name>
    <message>
        <source>Budget left (%)</source>
        <translation>남은 예산 (%)</translation>
    </message>
    <message>
        <source>what cost budget (pp)</source>
        <translation>예산을 쓴 사건 (%p)</translation>
    </message>
    <message>
        <source>change</source>
        <translation>변경</translation>
    </message>
    <message>
        <source>even burn</source>
        <translation>균등 소진</translation>
    </message>
    <message>
        <source>forecast and range</source>
        <translation>예측과 범위</translation>
    </message>
    <message>
        <source>actual</source>
        <translation>실제</translation>
    </message>
    <message>
        <source>rolling %1 d · %2 seen (%3)</source>
        <translation>%1일 이동 창 · 수집 %2 (%3)</translation>
    </message>
    <message>
        <source>budget left = 1 − (bad ÷ all) ÷ (1 − objective)</source>
        <translation>남은 예산 = 1 − (불량 ÷ 전체) ÷ (1 − 목표)</translation>
    </message>
    <message>
        <source>bad events</source>
        <translation>불량 이벤트</translation>
    </message>
    <message>
        <source>all events</source>
        <translation>전체 이벤트</translation>
    </message>
    <message>
        <source>ratio of bad events</source>
        <translation>불량 이벤트 비율</translation>
    </message>
    <message>
        <source>counted: %1 bad of %2, objective %3</source>
        <translation>집계: 전체 %2 중 불량 %1, 목표 %3</translation>
    </message>
    <message>
        <source>window: %1 to %2 (UTC)</source>
        <translation>창: %1 – %2 (UTC)</translation>
    </message>
    <message>
        <source>written in %1</source>
        <translation>정의 파일 %1</translation>
    </message>
    <message>
        <source>Formula</source>
        <translation>공식 보기</translation>
    </message>
    <message>
        <source>How this SLO is counted</source>
        <translation>이 SLO의 계산 방법</translation>
    </message>
    <message>
        <source>metrics are %1 old</source>
        <translation>지표가 %1 지남</translation>
    </message>
    <message>
        <source>SLO in detail</source>
        <translation>SLO 상세</translation>
    </message>
    <message>
        <source>age of metrics not known</source>
        <translation>지표가 얼마나 지났는지 모름</translation>
    </message>
</context>
<context>
    <name>vedette::SloList</name>
    <message>
        <source>SLOs, worst first</source>
        <translation>SLO, 나쁜 순</translation>
    </message>
    <message>
        <source>filter  /</source>
        <translation>필터  /</translation>
    </message>
    <message>
        <source>Filter SLOs</source>
        <translation>SLO 필터</translation>
    </message>
    <message>
        <source>SLOs %1</source>
        <translation>SLO %1</translation>
    </message>
    <message>
        <source>least budget first</source>
        <translation>남은 예산 적은 순</translation>
    </message>
    <message>
        <source>service · SLO</source>
        <translation>서비스 · SLO</translation>
    </message>
    <message>
        <source>objective</source>
        <translation>목표</translation>
    </message>
    <message>
        <source>achieved</source>
        <translation>달성</translation>
    </message>
    <message>
        <source>budget left</source>
        <translation>남은 예산</translation>
    </message>
    <message>
        <source>time left</source>
        <translation>남은 시간</translation>
    </message>
    <message>
        <source>burn</source>
        <translation>소진</translation>
    </message>
    <message>
        <source>time left = as minutes of a full outage · computed %1</source>
        <translation>남은 시간 = 전면 장애로 환산 · %1 계산</translation>
    </message>
</context>
<context>
    <name>vedette::SloNumbers</name>
    <message>
        <source>Budget left %1, forecast %2</source>
        <translation>남은 예산 %1, 예상 소진 %2</translation>
    </message>
    <message>
        <source>never</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>%1 · between %2 and %3</source>
        <translation>%1 · 범위 %2–%3</translation>
    </message>
    <message>
        <source>at the rate of the last 3 days</source>
        <translation>최근 3일 속도 기준</translation>
    </message>
    <message>
        <source>not known without data</source>
        <translation>데이터 없음</translation>
    </message>
    <message>
        <source>Objective</source>
        <translation>목표</translation>
    </message>
    <message>
        <source>budget %1 · %2 errors</source>
        <translation>예산 %1 · 오류 %2</translation>
    </message>
    <message>
        <source>Achieved</source>
        <translation>달성</translation>
    </message>
    <message>
        <source>failed %1 of %2</source>
        <translation>실패 %1 / %2</translation>
    </message>
    <message>
        <source>Budget left</source>
        <translation>남은 예산</translation>
    </message>
    <message>
        <source>%1 errors</source>
        <translation>오류 %1</translation>
    </message>
    <message>
        <source>Forecast: spent</source>
        <translation>예상 소진</translation>
    </message>
    <message>
        <source>nothing to spend it</source>
        <translation>쓸 요청이 없음</translation>
    </message>
    <message>
        <source>up to %1 if nothing failed unseen</source>
        <translation>못 본 동안 실패가 없었다면 최대 %1</translation>
    </message>
</context>
<context>
    <name>vedette::SloPage</name>
    <message>
        <source>SLO</source>
        <translation>SLO</translation>
    </message>
    <message>
        <source>Who spent the budget</source>
        <translation>누가 예산을 썼나</translation>
    </message>
    <message>
        <source>How this SLO is counted</source>
        <translation>이 SLO의 계산 방법</translation>
    </message>
    <message>
        <source>To the list of SLOs</source>
        <translation>SLO 목록으로</translation>
    </message>
    <message>
        <source>No SLO yet</source>
        <translation>SLO가 없습니다</translation>
    </message>
    <message>
        <source>Name Sloth files in the configuration (%1); their budgets are counted from what the Prometheus servers hold, thirty days back.</source>
        <translation>설정 파일(%1)에 Sloth 파일을 적으세요. 예산은 Prometheus 서버에 있는 30일 치 데이터로 집계합니다.</translation>
    </message>
</context>
<context>
    <name>vedette::SloSpendTable</name>
    <message>
        <source>%1 pp</source>
        <translation>%1 %p</translation>
    </message>
    <message numerus="yes">
        <source>Who spent the budget, %n rows</source>
        <translation>
            <numerusform>누가 예산을 썼나, %n행</numerusform>
        </translation>
    </message>
    <message>
        <source>Who spent it</source>
        <translation>누가 썼나</translation>
    </message>
    <message>
        <source>Not known: there is no data to read it from.</source>
        <translation>알 수 없음: 읽을 데이터가 없습니다.</translation>
    </message>
    <message>
        <source>incident at %1</source>
        <translation>%1 사건</translation>
    </message>
    <message>
        <source>steep fall</source>
        <translation>급락</translation>
    </message>
    <message>
        <source>outside incidents</source>
        <translation>사건 밖</translation>
    </message>
    <message>
        <source>Alert groups not judged here: those before %1, and %2 later. What they spent is in the last row or a steep fall.</source>
        <translation>판정하지 않은 알림 그룹: %1 이전 전부, 이후 %2개. 이들이 쓴 몫은 마지막 행이나 급락에 들어 있습니다.</translation>
    </message>
    <message>
        <source>Alert groups not judged here: those before %1. What they spent is in the last row or a steep fall.</source>
        <translation>판정하지 않은 알림 그룹: %1 이전 전부. 이들이 쓴 몫은 마지막 행이나 급락에 들어 있습니다.</translation>
    </message>
    <message>
        <source>Alert groups not judged yet: %1. What they spent is in the last row or a steep fall.</source>
        <translation>아직 판정하지 않은 알림 그룹: %1개. 이들이 쓴 몫은 마지막 행이나 급락에 들어 있습니다.</translation>
    </message>
    <message>
        <source>steep fall, not judged</source>
        <translation>급락, 판정 안 됨</translation>
    </message>
    <message>
        <source>outside judged incidents</source>
        <translation>판정된 사건 밖</translation>
    </message>
</context>
<context>
    <name>vedette::SloWords</name>
    <message>
        <source>exhausted</source>
        <translation>소진됨</translation>
    </message>
    <message>
        <source>fast burn</source>
        <translation>빠른 소진</translation>
    </message>
    <message>
        <source>slow burn</source>
        <translation>느린 소진</translation>
    </message>
    <message>
        <source>spent in %1</source>
        <translation>%1 뒤 소진</translation>
    </message>
    <message>
        <source>no requests</source>
        <translation>요청 없음</translation>
    </message>
    <message>
        <source>budget untouched</source>
        <translation>예산 그대로</translation>
    </message>
    <message>
        <source>no data</source>
        <translation>데이터 없음</translation>
    </message>
    <message>
        <source>steady</source>
        <translation>안정</translation>
    </message>
    <message>
        <source>%1 seen</source>
        <translation>수집 %1</translation>
    </message>
    <message>
        <source>%1 of %2 d</source>
        <translation>%1/%2일</translation>
    </message>
    <message>
        <source>already spent</source>
        <translation>이미 소진</translation>
    </message>
    <message>
        <source>in %1</source>
        <translation>%1 뒤</translation>
    </message>
    <message>
        <source>never at this rate</source>
        <translation>이 속도면 없음</translation>
    </message>
    <message>
        <source>not counted</source>
        <translation>집계 불가</translation>
    </message>
</context>
<context>
    <name>vedette::SmallChart</name>
    <message>
        <source>Chart of %1</source>
        <translation>%1 차트</translation>
    </message>
    <message>
        <source>nothing here yet</source>
        <translation>아직 없음</translation>
    </message>
    <message>
        <source>? no data in this range</source>
        <translation>? 이 구간 데이터 없음</translation>
    </message>
    <message>
        <source>abnormal %1</source>
        <translation>이상 %1</translation>
    </message>
    <message>
        <source>? no data %1</source>
        <translation>? 데이터 없음 %1</translation>
    </message>
</context>
<context>
    <name>vedette::StatusBar</name>
    <message>
        <source>cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>all quiet</source>
        <translation>조용함</translation>
    </message>
    <message>
        <source>no feeds</source>
        <translation>피드 없음</translation>
    </message>
    <message numerus="yes">
        <source>%n feed ok</source>
        <translation>
            <numerusform>피드 %n 정상</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n feeds ok</source>
        <translation>
            <numerusform>피드 %n 정상</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 failing</source>
        <translation>%1 실패</translation>
    </message>
    <message>
        <source>%1 late</source>
        <translation>%1 지연</translation>
    </message>
    <message>
        <source>%1 paused</source>
        <translation>%1 일시정지</translation>
    </message>
    <message>
        <source>%1 starting</source>
        <translation>%1 시작 중</translation>
    </message>
    <message>
        <source>cache %1</source>
        <translation>캐시 %1</translation>
    </message>
    <message>
        <source>read only</source>
        <translation>읽기 전용</translation>
    </message>
    <message>
        <source>backfill %1 %</source>
        <translation>백필 %1 %</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>%1 남음</translation>
    </message>
    <message>
        <source>config v%1 · newer files rejected</source>
        <translation>설정 v%1 · 새 파일 거부됨</translation>
    </message>
    <message>
        <source>config v%1</source>
        <translation>설정 v%1</translation>
    </message>
</context>
<context>
    <name>vedette::SubjectActions</name>
    <message>
        <source>Zoom</source>
        <translation>확대</translation>
    </message>
    <message>
        <source>Point at a bar, a change or an incident first.</source>
        <translation>먼저 막대, 변경 또는 장애를 가리키세요.</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>원본</translation>
    </message>
    <message>
        <source>Choose an alert or a change first.</source>
        <translation>먼저 알림이나 변경을 선택하세요.</translation>
    </message>
    <message>
        <source>It has no web page of its own.</source>
        <translation>따로 열 웹 페이지가 없습니다.</translation>
    </message>
    <message>
        <source>Opened at %1</source>
        <translation>%1에서 열었습니다</translation>
    </message>
    <message>
        <source>No program opens %1</source>
        <translation>%1을(를) 열 프로그램이 없습니다</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>필터</translation>
    </message>
    <message>
        <source>Point at a lane or a row first.</source>
        <translation>먼저 레인이나 행을 가리키세요.</translation>
    </message>
    <message>
        <source>Zoom to it</source>
        <translation>이 구간으로 확대</translation>
    </message>
    <message>
        <source>Open its web page</source>
        <translation>웹 페이지 열기</translation>
    </message>
    <message>
        <source>Filter in what is pointed at</source>
        <translation>가리키는 것만 보기</translation>
    </message>
    <message>
        <source>Only %1</source>
        <translation>%1만 보기</translation>
    </message>
    <message>
        <source>Filter out what is pointed at</source>
        <translation>가리키는 것 빼고 보기</translation>
    </message>
    <message>
        <source>Without %1</source>
        <translation>%1 빼고 보기</translation>
    </message>
    <message>
        <source>Reset zoom: the last %1, live</source>
        <translation>확대 되돌리기: 최근 %1, 실시간</translation>
    </message>
    <message>
        <source>Reset zoom and filter</source>
        <translation>확대와 필터 되돌리기</translation>
    </message>
    <message>
        <source>Copy as a Markdown link</source>
        <translation>Markdown 링크로 복사</translation>
    </message>
    <message>
        <source>A Markdown link is on the clipboard.</source>
        <translation>Markdown 링크를 복사했습니다.</translation>
    </message>
    <message>
        <source>Copy the link alone</source>
        <translation>링크만 복사</translation>
    </message>
    <message>
        <source>A link is on the clipboard.</source>
        <translation>링크를 복사했습니다.</translation>
    </message>
    <message>
        <source>Set or take away a mark here</source>
        <translation>여기에 표시 달기/떼기</translation>
    </message>
    <message>
        <source>Keep a mark here, with words</source>
        <translation>여기에 표시와 메모 남기기…</translation>
    </message>
</context>
<context>
    <name>vedette::SwitchList</name>
    <message>
        <source>The alerting path is broken: alerts may be lost.</source>
        <translation>알림 경로가 끊겼습니다. 알림이 오지 않을 수 있습니다.</translation>
    </message>
    <message>
        <source>present for %1</source>
        <translation>%1째 수신 중</translation>
    </message>
    <message>
        <source>gone for %1 · missing after %2</source>
        <translation>%1째 없음 · %2 지나면 누락</translation>
    </message>
    <message>
        <source>missing for %1</source>
        <translation>%1째 누락</translation>
    </message>
    <message>
        <source>never seen</source>
        <translation>수신한 적 없음</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>알 수 없음</translation>
    </message>
    <message>
        <source>Dead man&apos;s switches</source>
        <translation>데드맨 스위치</translation>
    </message>
    <message>
        <source>last seen %1</source>
        <translation>마지막 수신 %1</translation>
    </message>
</context>
<context>
    <name>vedette::TimeBox</name>
    <message>
        <source>6h, now-2d, 14:00-15:30, 2025-11-20 14:00</source>
        <translation>6h, now-2d, 14:00-15:30, 2025-11-20 14:00</translation>
    </message>
    <message>
        <source>Times are %1. Enter takes the range.</source>
        <translation>시각은 %1 기준. Enter로 적용.</translation>
    </message>
</context>
<context>
    <name>vedette::Timeline</name>
    <message>
        <source>no telemetry</source>
        <translation>수집 없음</translation>
    </message>
    <message>
        <source>end unknown</source>
        <translation>종료 불명</translation>
    </message>
    <message numerus="yes">
        <source>%n silenced</source>
        <translation>
            <numerusform>무음 %n건</numerusform>
        </translation>
    </message>
    <message>
        <source>×%1 to %2</source>
        <translation>×%1 → %2</translation>
    </message>
    <message numerus="yes">
        <source>%n incident</source>
        <translation>
            <numerusform>사건 %n건</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n incidents</source>
        <translation>
            <numerusform>사건 %n건</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1시간</translation>
    </message>
    <message>
        <source>by %1</source>
        <translation>%1 단위</translation>
    </message>
    <message>
        <source>alerts</source>
        <translation>알림</translation>
    </message>
    <message numerus="yes">
        <source>%n alert</source>
        <translation>
            <numerusform>알림 %n건</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n alerts</source>
        <translation>
            <numerusform>알림 %n건</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change</source>
        <translation>
            <numerusform>변경 %n건</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n changes</source>
        <translation>
            <numerusform>변경 %n건</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n service</source>
        <translation>
            <numerusform>서비스 %n개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n services</source>
        <translation>
            <numerusform>서비스 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>(no service)</source>
        <translation>(서비스 없음)</translation>
    </message>
    <message>
        <source>%1+ incidents</source>
        <translation>사건 %1건 이상</translation>
    </message>
    <message>
        <source>not judged</source>
        <translation>판정 안 됨</translation>
    </message>
    <message>
        <source>not judged here</source>
        <translation>여기는 판정 안 됨</translation>
    </message>
</context>
<context>
    <name>vedette::TimelineView</name>
    <message numerus="yes">
        <source>%n merged</source>
        <translation>
            <numerusform>%n건 묶음</numerusform>
        </translation>
    </message>
    <message>
        <source>now</source>
        <translation>지금</translation>
    </message>
    <message>
        <source>%1 critical</source>
        <translation>치명 %1</translation>
    </message>
    <message>
        <source>%1 warning</source>
        <translation>경고 %1</translation>
    </message>
    <message>
        <source>%1 info</source>
        <translation>정보 %1</translation>
    </message>
    <message>
        <source>%1 silenced</source>
        <translation>무음 %1</translation>
    </message>
    <message>
        <source>silenced</source>
        <translation>무음</translation>
    </message>
    <message>
        <source>comes by the calendar</source>
        <translation>정해진 때마다 반복</translation>
    </message>
    <message>
        <source>end unknown: its telemetry stopped</source>
        <translation>종료 불명: 수집이 끊김</translation>
    </message>
    <message>
        <source>%1 after %2</source>
        <translation>%2 이후 %1</translation>
    </message>
    <message>
        <source>Enter lists · W zooms in</source>
        <translation>Enter 목록 · W 확대</translation>
    </message>
    <message numerus="yes">
        <source>%n changes</source>
        <translation>
            <numerusform>변경 %n건</numerusform>
        </translation>
    </message>
    <message>
        <source>suspect, %1</source>
        <translation>의심 %1</translation>
    </message>
    <message>
        <source>abnormal</source>
        <translation>이상</translation>
    </message>
    <message>
        <source>no telemetry</source>
        <translation>수집 없음</translation>
    </message>
    <message>
        <source>Zoom in at the cursor</source>
        <translation>커서에서 확대</translation>
    </message>
    <message>
        <source>Zoom out at the cursor</source>
        <translation>커서에서 축소</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>이전으로</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>이후로</translation>
    </message>
    <message>
        <source>Fit the selection</source>
        <translation>선택에 맞춤</translation>
    </message>
    <message>
        <source>Show everything loaded</source>
        <translation>받은 구간 전체 보기</translation>
    </message>
    <message>
        <source>Next event on the lane</source>
        <translation>레인의 다음 이벤트</translation>
    </message>
    <message>
        <source>Previous event on the lane</source>
        <translation>레인의 이전 이벤트</translation>
    </message>
    <message>
        <source>Lane below</source>
        <translation>아래 레인</translation>
    </message>
    <message>
        <source>Lane above</source>
        <translation>위 레인</translation>
    </message>
    <message>
        <source>Next suspect change</source>
        <translation>다음 의심 변경</translation>
    </message>
    <message>
        <source>Previous suspect change</source>
        <translation>이전 의심 변경</translation>
    </message>
    <message>
        <source>Pin the lane on top</source>
        <translation>레인 맨 위에 고정</translation>
    </message>
    <message>
        <source>Order lanes by domain or worst first</source>
        <translation>레인 순서: 도메인 ↔ 심각한 순</translation>
    </message>
    <message>
        <source>Only lanes with events in view</source>
        <translation>이벤트가 보이는 레인만</translation>
    </message>
    <message>
        <source>Open the events of the selection</source>
        <translation>선택의 이벤트 열기</translation>
    </message>
    <message>
        <source>Drop the selection</source>
        <translation>선택 해제</translation>
    </message>
    <message numerus="yes">
        <source>%n alert</source>
        <translation>
            <numerusform>알림 %n건</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n alerts</source>
        <translation>
            <numerusform>알림 %n건</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change</source>
        <translation>
            <numerusform>변경 %n건</numerusform>
        </translation>
    </message>
    <message>
        <source>not in the cache</source>
        <translation>캐시에 없음</translation>
    </message>
    <message>
        <source>W zooms in · Enter opens the events</source>
        <translation>W 확대 · Enter 이벤트 열기</translation>
    </message>
    <message numerus="yes">
        <source>%n service</source>
        <translation>
            <numerusform>서비스 %n개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n services</source>
        <translation>
            <numerusform>서비스 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>with events</source>
        <translation>이벤트 있음</translation>
    </message>
    <message>
        <source>by domain</source>
        <translation>도메인별</translation>
    </message>
    <message>
        <source>worst first</source>
        <translation>심각한 순</translation>
    </message>
    <message>
        <source>No feed is connected</source>
        <translation>연결된 피드가 없습니다</translation>
    </message>
    <message>
        <source>Nothing is known yet</source>
        <translation>아직 알려진 것이 없습니다</translation>
    </message>
    <message>
        <source>Name a server in the configuration, or run “vedette demo” to see an example.</source>
        <translation>설정에 서버를 적거나 “vedette demo”로 예제를 보세요.</translation>
    </message>
    <message>
        <source>Lanes appear with the first alert, change or service that a feed tells of.</source>
        <translation>피드가 첫 알림, 변경, 서비스를 알려 오면 레인이 나타납니다.</translation>
    </message>
    <message>
        <source>filtered</source>
        <translation>필터됨</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>표시</translation>
    </message>
    <message>
        <source>M takes it away · Shift+M keeps it</source>
        <translation>M: 떼기 · Shift+M: 남기기</translation>
    </message>
    <message>
        <source>Zoom to the selection</source>
        <translation>선택 구간으로 확대</translation>
    </message>
    <message>
        <source>Open its events</source>
        <translation>이벤트 열기</translation>
    </message>
    <message>
        <source>Let the lane go back to its place</source>
        <translation>레인 고정 풀기</translation>
    </message>
    <message>
        <source>No lane has an event in view · X shows all</source>
        <translation>보이는 구간에 이벤트가 있는 레인이 없습니다 · X: 모두 보기</translation>
    </message>
    <message>
        <source>No lane passes the filter · Shift+Backspace shows all</source>
        <translation>필터에 맞는 레인이 없습니다 · Shift+Backspace: 모두 보기</translation>
    </message>
    <message numerus="yes">
        <source>%n firing hidden</source>
        <translation>
            <numerusform>발생 %n개 숨음</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%2개 중 %1개</translation>
    </message>
    <message>
        <source>A click goes nearer · Enter lists</source>
        <translation>클릭 확대 · Enter 목록</translation>
    </message>
    <message>
        <source>Not judged here</source>
        <translation>여기는 판정 안 됨</translation>
    </message>
    <message>
        <source>Very many alerts: they are judged near now and around what is looked at.</source>
        <translation>알림이 매우 많아 지금 근처와 보고 있는 곳 주변만 판정합니다.</translation>
    </message>
</context>
<context>
    <name>vedette::TopBar</name>
    <message>
        <source>search</source>
        <translation>검색</translation>
    </message>
    <message>
        <source>All feeds</source>
        <translation>모든 피드</translation>
    </message>
    <message>
        <source>last %1</source>
        <translation>최근 %1</translation>
    </message>
    <message>
        <source>live</source>
        <translation>실시간</translation>
    </message>
    <message>
        <source>not live</source>
        <translation>실시간 아님</translation>
    </message>
    <message>
        <source>as known %1</source>
        <translation>%1 당시 기준</translation>
    </message>
</context>
</TS>
