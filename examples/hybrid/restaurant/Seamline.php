<?php
// Seamline's protocol for Symfony's HttpKernel: call ids, signatures, deadlines, traces and errors.
declare(strict_types=1);

use Symfony\Component\EventDispatcher\EventSubscriberInterface;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\HttpKernel\Event\{ControllerEvent, ExceptionEvent, RequestEvent, ResponseEvent};
use Symfony\Component\HttpKernel\Exception\HttpExceptionInterface;
use Symfony\Component\HttpKernel\KernelEvents;

/** A failed call. With a reason it is an error that the contract declares. */
final class ServiceError extends RuntimeException
{
    public function __construct(public readonly string $errorCode, string $message, public readonly ?string $reason = null, public readonly mixed $details = null)
    {
        parent::__construct($message);
    }
}

/** The protocol for one service; routes name their operation in `_operation`, and their callers in `_allow`. */
final class Seamline implements EventSubscriberInterface
{
    private const STATUS = ['canceled' => 499, 'unknown' => 500, 'invalid_argument' => 400, 'deadline_exceeded' => 504,
        'not_found' => 404, 'already_exists' => 409, 'permission_denied' => 403, 'resource_exhausted' => 429,
        'failed_precondition' => 412, 'aborted' => 409, 'out_of_range' => 400, 'unimplemented' => 404, 'internal' => 500,
        'unavailable' => 503, 'data_loss' => 500, 'unauthenticated' => 401];
    private const SIGNATURE = '/^v1;kid=([A-Za-z0-9._-]{1,64});t=(\d{1,12});n=([A-Za-z0-9_-]{16,64});caller=([A-Za-z0-9]{0,128});s=([A-Za-z0-9_-]{43})$/D';
    private const JSON_TYPE = '/^application\/json(?: *; *charset=(?:utf-8|"utf-8"))?$/iD';
    private const SKEW_SECONDS = 120;
    private const MAX_BODY = 1024 * 1024;
    private float $deadline;
    private string $callId;
    private string $operation = 'none';

    /** @param array<string, string> $keys secrets by id; @param PDO $memory remembers accepted signatures for all workers */
    public function __construct(private readonly array $keys, private readonly PDO $memory)
    {
        $this->deadline = microtime(true) + 10;
        $this->callId = bin2hex(random_bytes(16));
        $memory->exec('create table if not exists nonce (mac text primary key, ends integer not null)');
    }

    /** @return array<string, string> the keys of `SEAMLINE_KEYS` */
    public static function readKeys(string $text): array
    {
        $keys = [];
        foreach (array_filter(explode(',', $text)) as $key) {
            [$id, $secret] = explode(':', trim($key), 2);
            $keys[$id] = base64_decode($secret, true);
        }
        return $keys;
    }

    public static function getSubscribedEvents(): array
    {
        return [KernelEvents::REQUEST => [['begin', 100], ['admit', 16]], KernelEvents::CONTROLLER => 'check',
            KernelEvents::EXCEPTION => 'fail', KernelEvents::RESPONSE => 'finish'];
    }

    /** Milliseconds that are left to the call. */
    public function remainingMs(): int
    {
        return max(0, (int) (($this->deadline - microtime(true)) * 1000));
    }

    public function begin(RequestEvent $event): void
    {
        $request = $event->getRequest();
        $given = $request->headers->get('seamline-call-id', '');
        if (preg_match('/^[A-Za-z0-9._~-]{1,128}$/D', $given)) {
            $this->callId = $given;
        }
        $limit = $request->headers->get('seamline-timeout-ms', '');
        if (preg_match('/^\d{1,15}$/D', $limit)) {
            $this->deadline = (float) $request->server->get('REQUEST_TIME_FLOAT') + (int) $limit / 1000;
        }
        if (in_array($request->getPathInfo(), ['/health/live', '/health/ready'], true)) {
            $event->setResponse(new JsonResponse(['status' => basename($request->getPathInfo())]));
        }
    }

    /** Follows the router: the operation is known. */
    public function admit(RequestEvent $event): void
    {
        $request = $event->getRequest();
        $this->operation = $request->attributes->get('_operation');
        if ($request->headers->get('seamline-operation', $this->operation) !== $this->operation) {
            throw new ServiceError('unimplemented', 'There is no such operation');
        }
        $body = $request->getContent();
        if (strlen($body) > self::MAX_BODY) {
            throw new ServiceError('resource_exhausted', 'expected a body of at most ' . self::MAX_BODY . ' bytes');
        }
        if ($body !== '' && !preg_match(self::JSON_TYPE, $request->headers->get('content-type', ''))) {
            throw new ServiceError('invalid_argument', 'expected a body of type application/json');
        }
        $context = self::readContext($request->headers->get('seamline-context'));
        $caller = $this->keys === [] ? $context['caller'] ?? null : $this->verify($request, $body);
        $allow = $request->attributes->get('_allow');
        if ($allow !== null && !in_array($caller, $allow, true)) {
            throw new ServiceError('permission_denied', "{$this->operation} may not be called by " . ($caller ?? 'code outside modules'));
        }
    }

    /** Nothing begins after the deadline. */
    public function check(?ControllerEvent $event = null): void
    {
        if ($this->remainingMs() === 0) {
            throw new ServiceError('deadline_exceeded', "{$this->operation} did not settle before its deadline");
        }
    }

    public function fail(ExceptionEvent $event): void
    {
        $error = $event->getThrowable();
        if ($error instanceof HttpExceptionInterface) {
            $error = new ServiceError('unimplemented', 'There is no such operation');
        } elseif (!$error instanceof ServiceError && $this->remainingMs() === 0) {
            $error = new ServiceError('deadline_exceeded', "{$this->operation} did not settle before its deadline");
        } elseif (!$error instanceof ServiceError) {
            error_log((string) $error);
            $error = new ServiceError('internal', "{$this->operation} failed for a reason that its contract does not declare; call {$this->callId}");
        }
        $status = self::STATUS[$error->errorCode];
        $problem = array_filter(['type' => 'about:blank', 'title' => Response::$statusTexts[$status] ?? 'Client Closed Request',
            'status' => $status, 'detail' => $error->getMessage(), 'code' => $error->errorCode, 'reason' => $error->reason,
            'details' => $error->details, 'instance' => $this->callId], fn ($value) => $value !== null);
        $event->allowCustomResponseCode();
        $event->setResponse(new JsonResponse($problem, $status, ['content-type' => 'application/problem+json']));
    }

    public function finish(ResponseEvent $event): void
    {
        $response = $event->getResponse();
        $response->headers->set('seamline-call-id', $this->callId);
        $response->headers->set('content-length', (string) strlen($response->getContent()));
        $trace = $event->getRequest()->headers->get('traceparent');
        $line = ['operation' => $this->operation, 'call' => $this->callId, 'trace' => $trace, 'status' => $response->getStatusCode()];
        file_put_contents('php://stderr', json_encode($line) . "\n");
    }

    /** @return ?string the caller. One message for all failures: the failed check would only help an attacker. */
    private function verify(Request $request, string $body): ?string
    {
        $refusal = new ServiceError('unauthenticated', 'Expected a valid signature of a known key');
        if (!preg_match(self::SIGNATURE, $request->headers->get('seamline-signature', ''), $parts)) {
            throw $refusal;
        }
        [, $kid, $at, $nonce, $caller, $given] = $parts;
        if (!isset($this->keys[$kid]) || abs(time() - (int) $at) > self::SKEW_SECONDS) {
            throw $refusal;
        }
        $names = ['seamline-call-id', 'seamline-timeout-ms', 'seamline-context', 'idempotency-key'];
        $headers = json_encode(array_map(fn ($name) => $request->headers->get($name), $names), JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
        $text = implode("\n", ['seamline-signature-v1', 'http', $request->getMethod(), $request->server->get('REQUEST_URI'),
            $this->operation, self::encode(hash('sha256', $body, true)), self::encode(hash('sha256', $headers, true)),
            $at, $nonce, $kid, $caller, explode('.', $this->operation)[0]]);
        if (!hash_equals(self::encode(hash_hmac('sha256', $text, $this->keys[$kid], true)), $given)) {
            throw $refusal;
        }
        $this->memory->prepare('delete from nonce where ends < ?')->execute([time()]);
        $remember = $this->memory->prepare('insert or ignore into nonce (mac, ends) values (?, ?)');
        $remember->execute([$given, (int) $at + self::SKEW_SECONDS + 1]);
        if ($remember->rowCount() === 0) {
            throw $refusal;
        }
        return $caller === '' ? null : $caller;
    }

    /** @return array<string, mixed> */
    private static function readContext(?string $header): array
    {
        $context = $header === null ? [] : json_decode((string) base64_decode(strtr($header, '-_', '+/'), true), true);
        if (!is_array($context) || !is_int($context['depth'] ?? 1)) {
            throw new ServiceError('invalid_argument', 'seamline-context: expected the header that a Seamline client writes');
        }
        if (($context['depth'] ?? 1) > 64) {
            throw new ServiceError('resource_exhausted', 'expected at most 64 nested calls; is there a cycle of calls?');
        }
        return $context;
    }

    private static function encode(string $bytes): string
    {
        return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    }
}
