using System.Buffers;
using System.Text;

namespace Edge.Rules.Bodies;

/// <summary>Reads the parts of a multipart body in one pass, without copying files.</summary>
/// <remarks>
/// Flags and errors follow ModSecurity v3; where v3 gives up (a header error, a missing final boundary) this goes on, so
/// that rules see what a more lenient parser behind would see. The line breaks within a field are kept; v3 loses them.
/// </remarks>
internal ref struct MultipartReader : IDisposable
{
    private readonly ReadOnlySpan<byte> _body;
    private readonly IBodySink _sink;
    private readonly BodyLimits _limits;
    private readonly ref BodyReport _report;
    private readonly ref MultipartFlags _flags;
    private readonly byte[] _delimiterArray;
    private readonly ReadOnlySpan<byte> _delimiter; // Two dashes and the boundary.
    private MultipartHeaders _headers;
    private RentedChars _disposition;
    private RentedChars _value;
    private ReadOnlySpan<char> _partName;
    private ReadOnlySpan<char> _fileName;
    private bool _inPart;
    private bool _inData;
    private bool _dataSeen;
    private bool _complete;
    private bool _stopped;
    private int _boundaries;
    private int _parts;
    private int _files;
    private long _bytesWithoutFiles;
    private int _dashedLines;
    private int _position;

    public MultipartReader(
        ReadOnlySpan<byte> body,
        ReadOnlySpan<char> boundary,
        IBodySink sink,
        ref BodyReport report,
        ref MultipartFlags flags,
        BodyLimits limits)
    {
        _body = body;
        _sink = sink;
        _limits = limits;
        _report = ref report;
        _flags = ref flags;
        _headers = new MultipartHeaders(ref report, ref flags, limits);
        _disposition = new RentedChars(256);
        _value = new RentedChars(1024);
        _delimiterArray = ArrayPool<byte>.Shared.Rent(boundary.Length + 2);
        _delimiterArray[0] = _delimiterArray[1] = (byte)'-';
        Encoding.Latin1.GetBytes(boundary, _delimiterArray.AsSpan(2));
        _delimiter = _delimiterArray.AsSpan(0, boundary.Length + 2);
    }

    public void Read()
    {
        while (_position < _body.Length && !_complete && !_stopped)
        {
            if (_inData || !_inPart)
            {
                ReadData(); // Of a part, or what stands before the first one.
            }
            else
            {
                ReadHeaderLine();
            }
        }

        if (_complete)
        {
            _flags = _flags with { DataAfter = _position < _body.Length };
            return;
        }

        EndPart(_inData ? _body[_position..] : default);
        _report.Error(_boundaries > 0 ? "Multipart: Final boundary missing." : "Multipart: No boundaries found in payload.");
    }

    public void Dispose()
    {
        _headers.Dispose();
        _disposition.Dispose();
        _value.Dispose();
        ArrayPool<byte>.Shared.Return(_delimiterArray);
    }

    /// <summary>One line of a part's headers.</summary>
    private void ReadHeaderLine()
    {
        ReadOnlySpan<byte> line = MultipartLines.At(_body, _position);
        MultipartLineKind kind = Classify(line, _position);
        _position += line.Length;
        if (kind != MultipartLineKind.Content)
        {
            EnterBoundary(kind, content: default);
            return;
        }

        if (!line.StartsWith("--"u8))
        {
            LookForResemblance(line);
        }

        CountBytesWithoutFiles(line.Length);
        _stopped = _bytesWithoutFiles > _limits.MaxBodyBytesWithoutFiles; // Reported; millions of header lines would be work.
        if (!_stopped && !_headers.TryAdd(line))
        {
            EndHeaders();
        }
    }

    /// <summary>Data up to the next boundary. Looks only at lines that begin with two dashes, and closely at few of them.</summary>
    private void ReadData()
    {
        int start = _position;
        int lineStart = start;
        while (true)
        {
            if (MayBeBoundary(_body[lineStart..]))
            {
                ReadOnlySpan<byte> line = MultipartLines.At(_body, lineStart);
                _dataSeen = lineStart > start;
                MultipartLineKind kind = Classify(line, lineStart);
                if (kind != MultipartLineKind.Content)
                {
                    _position = lineStart + line.Length;
                    if (!_inPart || !line.EndsWith((byte)'\n'))
                    {
                        LookForResemblance(_body[start..lineStart]); // All other boundaries outweigh it, as in v3.
                    }

                    NoteDataBefore(lineStart > start);
                    bool broken = kind == MultipartLineKind.Broken;
                    EnterBoundary(kind, broken ? _body[start..] : MultipartLines.WithoutBreak(_body[start..lineStart]));
                    return;
                }
            }

            int next = ++_dashedLines > _limits.MaxMultipartDashedLines ? -1 : _body[lineStart..].IndexOf("\n--"u8);
            if (next < 0)
            {
                // No boundary ends this part, or it is not found: reading ends here, and what resembles one counts.
                LookForResemblance(_body[start..]);
                NoteDataBefore(seen: true);
                EndPart(_body[start..]);
                _position = _body.Length;
                return;
            }

            lineStart += next + 1;
        }
    }

    private readonly void NoteDataBefore(bool seen)
    {
        if (seen && !_inPart)
        {
            _flags = _flags with { DataBefore = true };
        }
    }

    /// <summary>Tells quickly most lines that begin with two dashes from a boundary, and flags them: a hostile body has millions.</summary>
    private readonly bool MayBeBoundary(ReadOnlySpan<byte> rest)
    {
        if (rest.Length <= 3 || rest[0] != '-' || rest[1] != '-')
        {
            return false;
        }

        if (rest[2] == '"' || AsciiSpace.Is((char)rest[2]) || (rest[2] == _delimiter[2] && rest.StartsWith(_delimiter)))
        {
            return true;
        }

        _flags = _flags.UnmatchedBoundary == 1 ? _flags : _flags with { UnmatchedBoundary = 1 };
        return false;
    }

    private MultipartLineKind Classify(ReadOnlySpan<byte> line, int lineStart)
    {
        if (!line.StartsWith("--"u8) || line.Length <= 3)
        {
            return MultipartLineKind.Content;
        }

        if (!line.StartsWith(_delimiter))
        {
            return ClassifyLookalike(line);
        }

        ReadOnlySpan<byte> rest = line[_delimiter.Length..];
        bool final = rest.StartsWith("--"u8);
        rest = final ? rest[2..] : rest;
        bool terminated = line.EndsWith((byte)'\n');
        bool afterBareLf = lineStart > 0 && !_body[..lineStart].EndsWith("\r\n"u8);
        _flags = _flags with { LfLine = _flags.LfLine || afterBareLf };
        bool misplaced = _boundaries > 0 && !_dataSeen;
        _flags = _flags with { InvalidPart = _flags.InvalidPart || misplaced };
        if (!terminated)
        {
            // The end of the body stands for the line break of the final boundary, and of no other.
            return final && rest.IsEmpty && _boundaries > 0 ? MultipartLineKind.FinalBoundary : MultipartLineKind.Content;
        }

        if (misplaced)
        {
            return MultipartLineKind.Content; // A boundary where headers or data should begin.
        }

        bool crlf = rest.SequenceEqual("\r\n"u8);
        bool lf = rest.SequenceEqual("\n"u8);
        _flags = _flags with
        {
            UnmatchedBoundary = _boundaries > 0 ? 2 : _flags.UnmatchedBoundary,
            CrlfLine = _flags.CrlfLine || crlf,
            LfLine = _flags.LfLine || lf,
        };

        if (!crlf && !lf)
        {
            _report.Error("Multipart: Invalid boundary.");
            return MultipartLineKind.Broken;
        }

        return final ? MultipartLineKind.FinalBoundary : MultipartLineKind.Boundary;
    }

    /// <summary>A line that begins with two dashes but is not our boundary.</summary>
    private readonly MultipartLineKind ClassifyLookalike(ReadOnlySpan<byte> line)
    {
        if (MultipartLines.FindImitation(line, _delimiter[2..], _flags.BoundaryQuoted) is { } error)
        {
            _report.Error(error);
            return MultipartLineKind.Broken;
        }

        _flags = _flags with { UnmatchedBoundary = 1 };
        return MultipartLineKind.Content;
    }

    private readonly void LookForResemblance(ReadOnlySpan<byte> data)
    {
        if (_flags.UnmatchedBoundary != 1 && data.IndexOf(_delimiter) >= 0)
        {
            _flags = _flags with { UnmatchedBoundary = 1 };
        }
    }

    private void EnterBoundary(MultipartLineKind kind, ReadOnlySpan<byte> content)
    {
        if (_inPart && _partName.IsEmpty && kind != MultipartLineKind.Broken)
        {
            _flags = _flags with { InvalidPart = true };
        }

        EndPart(content);
        if (kind == MultipartLineKind.Broken)
        {
            _stopped = true;
            return;
        }

        _boundaries++;
        _complete = kind == MultipartLineKind.FinalBoundary;
        if (!_complete)
        {
            BeginPart();
        }
    }

    private void BeginPart()
    {
        if (_parts == _limits.MaxMultipartParts)
        {
            _report.Error($"Multipart: more than {_limits.MaxMultipartParts} parts.");
            _stopped = true;
            return;
        }

        _parts++;
        _inPart = true;
        _dataSeen = false;
        _headers.Clear();
    }

    /// <summary>The empty line after the headers: says what the part is.</summary>
    private void EndHeaders()
    {
        _inData = true;
        _dataSeen = false;
        if (_headers.TryGet("Content-Disposition", out ReadOnlySpan<char> header))
        {
            ParseDisposition(header);
        }
        else
        {
            _report.Error("Multipart: Part missing Content-Disposition header.");
        }
    }

    private void ParseDisposition(ReadOnlySpan<char> header)
    {
        _disposition.EnsureCapacity(header.Length, keep: 0);
        ContentDisposition disposition = new(header, _disposition.Span);
        ContentDispositionError error = disposition.Parse();
        _partName = disposition.Name;
        _fileName = disposition.FileName;
        _flags = _flags with { InvalidQuoting = _flags.InvalidQuoting || disposition.InvalidQuoting };
        if (error != ContentDispositionError.None)
        {
            _report.Error($"Multipart: Invalid Content-Disposition header ({error}).");
        }
        else if (_partName.IsEmpty)
        {
            _report.Error("Multipart: Content-Disposition header missing name field.");
        }
        else if (!_fileName.IsEmpty && !header.Contains("filename=", StringComparison.Ordinal))
        {
            // Some parsers look for exactly this text; they would take the file for a field.
            _report.Error("Multipart: Invalid Content-Disposition header (filename).");
        }

        if (!_partName.IsEmpty)
        {
            _sink.AddMultipartName(_partName);
        }

        if (!_fileName.IsEmpty)
        {
            _sink.AddMultipartFileName(_fileName);
        }

        if (!disposition.ExtendedFileName.IsEmpty)
        {
            _sink.AddMultipartFileName(disposition.ExtendedFileName);
        }
    }

    /// <summary>Gives the part, if there is one, to the sink.</summary>
    private void EndPart(ReadOnlySpan<byte> content)
    {
        if (!_inPart)
        {
            return;
        }

        for (int i = 0; i < _headers.Count; i++)
        {
            _sink.AddPartHeader(_partName, _headers[i]);
        }

        if (!_fileName.IsEmpty)
        {
            AddFile(content);
        }
        else if (_inData)
        {
            AddField(content);
        }

        _inPart = _inData = _dataSeen = false;
        _partName = _fileName = default;
    }

    private void AddFile(ReadOnlySpan<byte> content)
    {
        if (++_files > _limits.MaxMultipartFiles)
        {
            _flags = _flags with { FileLimitExceeded = true };
            _report.Error($"Multipart: Upload file limit exceeded {_limits.MaxMultipartFiles}. Use SecUploadFileLimit to change the limit.");
        }

        _sink.AddFile(_partName, _fileName, content.Length, content);
    }

    private void AddField(ReadOnlySpan<byte> content)
    {
        long room = Math.Max(0, _limits.MaxBodyBytesWithoutFiles - _bytesWithoutFiles);
        CountBytesWithoutFiles(content.Length);
        content = content[..(int)Math.Min(content.Length, room)];
        if (!_report.TryAddArgument(_partName, _value.Widen(content)))
        {
            _stopped = true;
        }
    }

    private void CountBytesWithoutFiles(int bytes)
    {
        bool within = _bytesWithoutFiles <= _limits.MaxBodyBytesWithoutFiles;
        _bytesWithoutFiles += bytes;
        if (within && _bytesWithoutFiles > _limits.MaxBodyBytesWithoutFiles)
        {
            _report.ReportTooLong();
        }
    }
}
