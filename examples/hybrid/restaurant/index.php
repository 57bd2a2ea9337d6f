<?php
// The restaurant service in PHP: Symfony's HttpKernel behind the same contract as the TypeScript module that it replaces.
declare(strict_types=1);

require 'Symfony/Component/HttpKernel/autoload.php';
require 'Symfony/Component/Routing/autoload.php';
require __DIR__ . '/Seamline.php';

use Symfony\Component\EventDispatcher\EventDispatcher;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\RequestStack;
use Symfony\Component\HttpKernel\Controller\{ArgumentResolver, ControllerResolver};
use Symfony\Component\HttpKernel\EventListener\RouterListener;
use Symfony\Component\HttpKernel\HttpKernel;
use Symfony\Component\Routing\Matcher\UrlMatcher;
use Symfony\Component\Routing\{RequestContext, Route, RouteCollection};

final class Restaurants
{
    private const STATUSES = ['new', 'accepted', 'declined', 'courier_assigned', 'delivering', 'failed', 'successful'];

    public function __construct(private readonly string $folder, private readonly Seamline $seamline)
    {
    }

    public function get(string $restaurantId): JsonResponse
    {
        $id = ctype_digit($restaurantId) ? self::id('restaurantId', (int) $restaurantId) : self::refuse('restaurantId');
        $found = $this->find($id);
        if ($found === null) {
            throw new ServiceError('not_found', 'Restaurant not found', 'restaurantNotFound', ['restaurantId' => $id]);
        }
        return new JsonResponse(['id' => $found['id'], 'name' => $found['name']]);
    }

    public function accept(Request $request): JsonResponse
    {
        $order = json_decode($request->getContent());
        if (!$order instanceof stdClass) {
            self::refuse('(root)');
        }
        self::id('id', $order->id ?? null);
        $restaurantId = self::id('restaurantId', $order->restaurantId ?? null);
        if (!in_array($order->status ?? null, self::STATUSES, true)) {
            self::refuse('status');
        }
        if (!property_exists($order, 'deliveryId') || $order->deliveryId !== null) {
            self::id('deliveryId', $order->deliveryId ?? null);
        }
        return new JsonResponse(($this->find($restaurantId)['accepts_orders'] ?? 0) === 1);
    }

    /** A lock is waited for as long as the call may take. */
    private function find(int $id): ?array
    {
        $database = open_database($this->folder);
        $database->exec('pragma busy_timeout = ' . $this->seamline->remainingMs());
        $query = $database->prepare('select * from restaurant where id = ?');
        $query->execute([$id]);
        return $query->fetch(PDO::FETCH_ASSOC) ?: null;
    }

    private static function id(string $path, mixed $value): int
    {
        return is_int($value) && $value > 0 && $value < 2 ** 31 ? $value : self::refuse($path);
    }

    private static function refuse(string $path): never
    {
        $details = ['issues' => [['path' => $path, 'code' => 'invalid_type']]];
        throw new ServiceError('invalid_argument', "the input does not match the contract at $path", null, $details);
    }
}

function open_database(string $folder): PDO
{
    return new PDO("sqlite:$folder/restaurant.sqlite");
}

$folder = getenv('DATA_DIR') ?: '.';
$memory = new PDO("sqlite:$folder/restaurant-signatures.sqlite");
$memory->exec('pragma journal_mode = wal; pragma synchronous = off; pragma busy_timeout = 5000');
$seamline = new Seamline(Seamline::readKeys(getenv('SEAMLINE_KEYS') ?: ''), $memory);
$restaurants = new Restaurants($folder, $seamline);

$routes = new RouteCollection();
$routes->add('get', new Route('/service-restaurant/restaurants/{restaurantId}', [
    '_controller' => [$restaurants, 'get'], '_operation' => 'restaurant.getRestaurant',
], methods: ['GET']));
$routes->add('accept', new Route('/service-restaurant/orders/actions/accept', [
    '_controller' => [$restaurants, 'accept'], '_operation' => 'restaurant.acceptOrder', '_allow' => ['customer'],
], methods: ['POST']));

$stack = new RequestStack();
$dispatcher = new EventDispatcher();
$dispatcher->addSubscriber($seamline);
$dispatcher->addSubscriber(new RouterListener(new UrlMatcher($routes, new RequestContext()), $stack));
$kernel = new HttpKernel($dispatcher, new ControllerResolver(), $stack, new ArgumentResolver());
$request = Request::createFromGlobals();
$kernel->handle($request)->prepare($request)->send();
