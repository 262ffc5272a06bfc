using System.Buffers.Binary;
using System.Text;

namespace Edge.Tests.TestKit;

/// <summary>Reads a message of Protocol Buffers by the numbers of its fields, without a schema (encoding: protobuf.dev/programming-guides/encoding).</summary>
internal sealed class ProtobufMessage
{
    private readonly List<(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)> _fields = [];

    public ProtobufMessage(ReadOnlyMemory<byte> bytes)
    {
        int at = 0;
        while (at < bytes.Length)
        {
            ulong tag = ReadVarint(bytes.Span, ref at);
            (ulong value, ReadOnlyMemory<byte> content) = (0UL, ReadOnlyMemory<byte>.Empty);
            switch (tag & 7)
            {
                case 0:
                    value = ReadVarint(bytes.Span, ref at);
                    break;
                case 1:
                    value = BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span[at..]);
                    at += sizeof(ulong);
                    break;
                case 2:
                    int length = (int)ReadVarint(bytes.Span, ref at);
                    content = bytes.Slice(at, length);
                    at += length;
                    break;
                case 5:
                    value = BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[at..]);
                    at += sizeof(uint);
                    break;
                default:
                    throw new InvalidDataException($"Wire type {tag & 7} at {at}.");
            }

            _fields.Add(((int)(tag >> 3), value, content));
        }
    }

    public bool Has(int number) => _fields.Exists(field => field.Number == number);

    public IEnumerable<ProtobufMessage> All(int number) => _fields.Where(field => field.Number == number).Select(static field => new ProtobufMessage(field.Bytes));

    public ReadOnlyMemory<byte> Bytes(int number) => _fields.SingleOrDefault(field => field.Number == number).Bytes;

    public string Text(int number) => Encoding.UTF8.GetString(Bytes(number).Span);

    public ulong Number(int number) => _fields.SingleOrDefault(field => field.Number == number).Value;

    private static ulong ReadVarint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
