%% Encodes each line "format hex hex ..." of standard input by sending it through a socket whose option is
%% {packet, 1 | 2 | 4}, read at the other end as raw bytes; see vectors.through.
-module(frames).
-export([main/0]).

main() ->
    {ok, Listener} = gen_tcp:listen(0, [binary, {packet, raw}, {active, false}, {ip, {127, 0, 0, 1}}]),
    {ok, Port} = inet:port(Listener),
    lines(Listener, Port),
    halt().

lines(Listener, Port) ->
    case io:get_line("") of
        eof -> ok;
        Line ->
            [Format | Bodies] = string:lexemes(Line, " \n"),
            io:format("~s~n", [binary:encode_hex(wire(Listener, Port, Format, Bodies))]),
            lines(Listener, Port)
    end.

wire(Listener, Port, Format, Bodies) ->
    {ok, Sender} = gen_tcp:connect({127, 0, 0, 1}, Port, [binary, {packet, packet(Format)}]),
    {ok, Receiver} = gen_tcp:accept(Listener),
    [ok = gen_tcp:send(Sender, body(Body)) || Body <- Bodies],
    ok = gen_tcp:close(Sender),
    all(Receiver, <<>>).

packet("u8") -> 1;
packet("u16-be") -> 2;
packet("u32-be") -> 4.

body("-") -> <<>>;
body(Hex) -> binary:decode_hex(list_to_binary(Hex)).

all(Receiver, Seen) ->
    case gen_tcp:recv(Receiver, 0) of
        {ok, More} -> all(Receiver, <<Seen/binary, More/binary>>);
        {error, closed} -> Seen
    end.
